import type { Connector } from './connector.ts';

/** The engines this program can talk to. */
export abstract class Connectors {
  abstract readonly engines: readonly string[];
  /** Null for an engine there is no connector for. */
  abstract for(engine: string): Connector | null;
}
