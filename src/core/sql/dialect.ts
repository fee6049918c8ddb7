import type { DatasetName } from '../dataset.ts';
import type { Expression } from './expression.ts';

/** A statement ready to send: values are parameters, never part of the text. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly (string | number)[];
}

/** What an aggregate sees as its rows. */
export type RowSource =
  /** The rows of the dataset. `ordered` when an aggregate sorts them, which forbids parallel query: never with others. */
  | { readonly kind: 'rows'; readonly ordered?: true }
  /** One row for each distinct combination of the columns; `groupSize` says how many rows have it. */
  | { readonly kind: 'groups'; readonly columns: readonly string[]; readonly nulls: NullHandling }
  | OrphanSource
  /** The rows of a guarded query of the user's; the dataset and the filter have no part in it. */
  | { readonly kind: 'query'; readonly sql: string }
  /** One row without columns, for an expression that brings its own; alone, for `sql` may be slow or wrong. */
  | { readonly kind: 'nothing'; readonly sql: string };

/** The rows of the dataset whose key has no partner in the reference; each once, however many rows the reference has. */
export interface OrphanSource {
  readonly kind: 'orphans';
  readonly columns: readonly string[];
  readonly match: KeyMatch;
  readonly reference: Reference;
}

/** Rows of another dataset of the same connection, in which keys are looked up. */
export interface Reference {
  readonly dataset: DatasetName;
  /** Compared with those of the key in their order; as many. */
  readonly columns: readonly string[];
  /** Guarded user SQL over the reference's own columns, or null. */
  readonly filter: string | null;
}

/**
 * As in SQL's foreign keys. `simple`: a row with any null in its key is left out. `full`: a row with nulls only is
 * left out, and a row with some nulls has no partner.
 */
export type KeyMatch = 'simple' | 'full';

/**
 * What a null in the columns of a combination does: `ignoreAny` leaves out rows with any, `ignoreAll` rows with
 * nothing else, `compare` takes null as a value like others.
 */
export type NullHandling = 'ignoreAny' | 'ignoreAll' | 'compare';

/** One SELECT of scalar aggregates over the rows of a dataset that pass `filter` (guarded user SQL, or null). */
export interface ScalarSelect {
  readonly dataset: DatasetName;
  readonly filter: string | null;
  readonly source: RowSource;
  readonly expressions: readonly Expression[];
}

/** Hard limits of the engine that make one scan several. */
export interface DialectLimits {
  readonly maxExpressions: number;
  readonly maxParameters: number;
}

/** Renders trees for one engine. Pure: no connection is read while rendering. */
export abstract class Dialect {
  abstract readonly defaultSchema: string;
  abstract readonly limits: DialectLimits;
  /** The expressions come back as columns, in order, each as text or null. */
  abstract renderScalarSelect(select: ScalarSelect): Statement;
  /** A statement that makes the engine check `filter` against the dataset's columns and types, and reads no row. */
  abstract renderFilterProbe(dataset: DatasetName, filter: string): Statement;
  /** The same for the comparison of keys. */
  abstract renderReferenceProbe(dataset: DatasetName, source: OrphanSource): Statement;
}
