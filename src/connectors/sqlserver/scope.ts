import type { DatasetName } from '../../core/dataset.ts';
import type { NativeForm } from './native-type.ts';
import type { Bind } from './parameters.ts';

/** What has to be known of a database to write SQL for it. */
export interface DatabaseFacts {
  /** REGEXP_LIKE: SQL Server 2025 and Azure SQL, at compatibility level 170. */
  readonly hasRegularExpressions: boolean;
  /** Collations of UTF-8: SQL Server 2019 and Azure SQL. */
  readonly hasUtf8: boolean;
  /** How a column is stored; null where it is not known. */
  readonly formOf: (dataset: DatasetName, column: string) => NativeForm | null;
}

/** Where an expression stands: what its names mean, and where its values go. */
export interface Scope {
  readonly bind: Bind;
  /** The instant of the snapshot, a datetimeoffset. */
  readonly now: string;
  readonly hasRegularExpressions: boolean;
  readonly hasUtf8: boolean;
  readonly formOf: (column: string) => NativeForm;
  /**
   * Computes an expression for every row before aggregates see it, and answers the name of its column. Aggregates of
   * SQL Server take no sub-select as their argument. Null where there is no aggregate around.
   */
  readonly prepared: ((sql: string) => string) | null;
  /** What divides the rows of a window, as SQL after PARTITION BY; empty for nothing. */
  readonly partition: string;
}
