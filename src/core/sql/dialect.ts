import type { DatasetName } from '../dataset.ts';
import type { KeyType } from '../keys/key-types.ts';
import { and, type Condition, type Expression } from './expression.ts';

/** A statement ready to send: values are parameters, never part of the text. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly (string | number)[];
}

/** What an aggregate sees as its rows. */
export type RowSource =
  /**
   * The rows of the dataset; with `where`, those that fulfil it, which an index can find. `ordered` when an aggregate
   * sorts them, which forbids parallel query: never with others. With `samplePercent`, about that share of them: whole
   * pages of the table, the same ones in every statement.
   */
  | {
      readonly kind: 'rows';
      readonly ordered?: true;
      readonly where?: Condition;
      readonly samplePercent?: number;
    }
  /** One row without columns where the dataset has any, whichever is found first; none where it has none. */
  | { readonly kind: 'first' }
  | GroupSource
  | OrphanSource
  /** The rows of a guarded query of the user's; the dataset and the filter have no part in it. */
  | { readonly kind: 'query'; readonly sql: string }
  /** One row without columns, for an expression that brings its own; alone, for `sql` may be slow or wrong. */
  | { readonly kind: 'nothing'; readonly sql: string };

/** One row for each distinct combination of `columns` and `within`, which it has; `groupSize` says how many rows have it. */
export interface GroupSource {
  readonly kind: 'groups';
  readonly columns: readonly string[];
  /** What a null in `columns` does. */
  readonly nulls: NullHandling;
  /** How the catalogue spells the types of `columns`, for an engine that groups some of them faster in its own way. */
  readonly nativeTypes?: Readonly<Record<string, string>>;
  /** Columns that divide the rows beside, in which a null is a value like others. */
  readonly within?: readonly string[];
}

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

/** One SELECT of aggregates over the rows of a dataset that pass `filter` (guarded user SQL, or null). */
export interface ScalarSelect {
  readonly dataset: DatasetName;
  readonly filter: string | null;
  readonly source: RowSource;
  readonly expressions: readonly Expression[];
  /** Absent: one row for all. */
  readonly grouping?: Grouping;
}

/**
 * One row of aggregates for each group instead of one for all: first the keys, as texts, then the expressions. Groups
 * with most rows of the source come first. At most `limit` + 1 are answered, so that one too many can be noticed.
 */
export interface Grouping {
  readonly keys: readonly Expression[];
  /** Rows of the source that do not fulfil it are in no group. */
  readonly where: Condition | null;
  readonly limit: number;
}

/** What a row of the source must fulfil to be seen by the aggregates; null for nothing. */
export function whereOf({ source, grouping }: ScalarSelect): Condition | null {
  const conditions = [
    ...(source.kind === 'rows' && source.where ? [source.where] : []),
    ...(grouping?.where ? [grouping.where] : []),
  ];
  return conditions.length === 0 ? null : and(...conditions);
}

/** Rows to look at, in no order: those of the source that fulfil the condition. */
export interface RowSelect {
  readonly dataset: DatasetName;
  readonly filter: string | null;
  /** Of groups, a row is its columns and, last, how many rows have it. */
  readonly source: Extract<RowSource, { kind: 'rows' | 'groups' | 'orphans' | 'query' }>;
  readonly condition: Condition | null;
  /** Of the dataset (or the query); null for all that the source has. Answered as texts, of which the start suffices. */
  readonly columns: readonly string[] | null;
  readonly limit: number;
}

/**
 * The next rows of a dataset in the order of their keys, rows of one key as one: first the key, as texts, then how many
 * rows have it, then the values. Rows with a null in their key are left out. Numbers and dates are in their own order,
 * uuids in that of their text, texts in that of their code points.
 */
export interface KeyPage {
  readonly dataset: DatasetName;
  readonly filter: string | null;
  readonly keys: readonly { readonly name: string; readonly type: KeyType }[];
  /** Of a key that one row has: its value, as text. Of others: any row's. */
  readonly values: readonly Expression[];
  /** The key after which the page begins, as it was answered; null for the first page. */
  readonly after: readonly string[] | null;
  /** Most keys of the page. */
  readonly limit: number;
}

/** Hard limits of the engine that make one scan several. */
export interface DialectLimits {
  readonly maxExpressions: number;
  readonly maxParameters: number;
}

/** A tree says what this engine, or this version of it, cannot do faithfully. The message is for people. */
export class UnsupportedByEngine extends Error {}

/**
 * Renders trees for one engine. Pure: no connection is read while rendering. Throws `UnsupportedByEngine` for what the
 * engine cannot answer exactly.
 */
export abstract class Dialect {
  abstract readonly defaultSchema: string;
  abstract readonly limits: DialectLimits;
  /** The expressions come back as columns, in order, each as text or null. */
  abstract renderScalarSelect(select: ScalarSelect): Statement;
  /**
   * `literal`: without parameters, for people to run again by hand, and columns as they are. Only there may `columns`
   * be null.
   */
  abstract renderRowSelect(select: RowSelect, values: 'bound' | 'literal'): Statement;
  /** A statement that makes the engine check `filter` against the dataset's columns and types, and reads no row. */
  abstract renderFilterProbe(dataset: DatasetName, filter: string): Statement;
  /** The same for the comparison of keys. */
  abstract renderReferenceProbe(dataset: DatasetName, source: OrphanSource): Statement;
  /** `isoText` stands at the top of a value or nowhere. */
  abstract renderKeyPage(page: KeyPage): Statement;
}
