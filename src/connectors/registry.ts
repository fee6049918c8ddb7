import type { Connector } from '../ports/connector.ts';
import { Connectors } from '../ports/connectors.ts';

/** The connectors this program was built with. Throws when two of them claim one engine. */
export class ConnectorRegistry extends Connectors {
  readonly engines: readonly string[];
  readonly #byEngine: ReadonlyMap<string, Connector>;

  constructor(connectors: readonly Connector[]) {
    super();
    this.#byEngine = new Map(connectors.map((connector) => [connector.engine, connector]));
    this.engines = [...this.#byEngine.keys()].sort();
    if (this.engines.length < connectors.length)
      throw new Error(`two connectors for one engine: ${connectors.map(({ engine }) => engine).join(', ')}`);
  }

  for(engine: string): Connector | null {
    return this.#byEngine.get(engine) ?? null;
  }

  /** Closes what the connectors keep open. */
  async close(): Promise<void> {
    await Promise.all([...this.#byEngine.values()].map((connector) => connector.close()));
  }
}
