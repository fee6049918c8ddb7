import type { ConnectionTarget } from '../../../src/core/connection.ts';
import type { Connector } from '../../../src/ports/connector.ts';

/** Column types that every engine has in some spelling; each laboratory declares them its own way. */
export type LabType =
  'bigint' | 'numeric(38,18)' | 'double' | 'text' | 'boolean' | 'date' | 'timestamp' | 'timestampTz' | 'uuid';

export interface LabColumn {
  readonly name: string;
  readonly type: LabType;
}

/**
 * Texts in PostgreSQL's output format: `2026-01-02 03:04:05.678`, `true`, `NaN`, `-Infinity`; null is null. An instant
 * is in UTC and says so: `2026-01-02 03:04:05.678+00`.
 */
export type LabRow = readonly (string | null)[];

/** `distantInstant`: a `timestampTz` before 1970 or after 2037. `emojiName`: a table or column named like that. */
export type Unstorable = 'NaN' | 'infinity' | 'distantInstant' | 'emojiName';

/** A real database of one engine in which tables are made, to be measured through its connector. */
export interface EngineLab {
  /** As connections name it: `postgres`, `sqlserver`, `mysql`, `duckdb`. */
  readonly engine: string;
  readonly connector: Connector;
  /** To the laboratory's database, as a login that may only read. */
  readonly target: ConnectionTarget;
  /** Which values the engine cannot store at all, so that the rows with them are left out for it, by name. */
  readonly cannotStore: readonly Unstorable[];
  /** A condition that the connector lets pass and that takes a minute at least over a table of one row. */
  readonly slowCondition: string;
  /** A condition that the connector lets pass and that fails as soon as a row is looked at: an error of the data. */
  readonly failingCondition: string;
  /** What its connector answers `UNSUPPORTED` to, always; absent: nothing. */
  readonly unsupported?: readonly 'patterns'[];
  /**
   * Makes a table with these rows and answers it as a test's `dataset` names it, with its schema. Where both are simple
   * names in lower case, the answer is the table's name in the engine's SQL too.
   */
  table(name: string, columns: readonly LabColumn[], rows: readonly LabRow[]): Promise<string>;
  /** Whether opening a snapshot takes so long that only some tests are tried in a run of their own. */
  readonly isSlowToOpen?: boolean;
  close(): Promise<void>;
}
