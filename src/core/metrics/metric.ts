import type { Column } from '../columns.ts';
import type { ConnectionId } from '../ids.ts';
import type { CheckDigits } from '../sql/expression.ts';
import type { KeyMatch, NullHandling, Reference } from '../sql/dialect.ts';
import type { EpochUnit } from '../sql/expression.ts';

/**
 * A metric is a value: one number (or instant) about the rows of a dataset. Equal metrics are measured once,
 * so every input that changes the answer must be a field here, where `metricKey` sees it.
 */
export type Metric =
  /** The dataset's columns, which the catalogue tells: no statement is sent for it. */
  | { readonly type: 'columnList' }
  /** The catalogue's estimate of the number of rows: no statement over the dataset is sent for it. */
  | { readonly type: 'estimatedRowCount' }
  | ({ readonly type: 'rowCount' } & Sampled)
  | ({ readonly type: 'recentRowCount'; readonly windowMs: number } & TimeColumn)
  | ({ readonly type: 'presentCount'; readonly column: string } & Sampled)
  | ({ readonly type: 'statistic'; readonly column: string; readonly statistic: StatisticName } & Sampled)
  | { readonly type: 'queryRowCount'; readonly sql: string }
  | { readonly type: 'queryNumber'; readonly sql: string }
  | ({ readonly type: 'histogram'; readonly edges: readonly number[] } & BinnedColumn)
  | ({ readonly type: 'quantiles'; readonly fractions: readonly number[] } & BinnedColumn)
  | { readonly type: 'categoryCounts'; readonly column: string; readonly limit: number }
  | ({ readonly type: 'newestTimestamp' } & TimestampInputs)
  | ({ readonly type: 'futureCount' } & TimestampInputs)
  | ({ readonly type: 'datedRows' } & TimeColumn)
  | ({ readonly type: 'delays' } & DelayInputs)
  | ({ readonly type: 'delayPercentile'; readonly fraction: number } & DelayInputs)
  | {
      readonly type: 'memberCounts';
      readonly column: string;
      readonly values: readonly string[];
      readonly ignoreCase: boolean;
      readonly trim: boolean;
    }
  | ({ readonly type: 'violationCount'; readonly rule: Rule } & Sampled)
  | ({ readonly type: 'unknownCount'; readonly rule: Rule } & Sampled)
  | { readonly type: 'duplicates'; readonly columns: readonly string[]; readonly nulls: NullHandling }
  | { readonly type: 'keyedCount'; readonly columns: readonly string[]; readonly match: KeyMatch }
  | {
      readonly type: 'orphanCount';
      readonly columns: readonly string[];
      readonly match: KeyMatch;
      readonly reference: Reference;
    }
  | {
      readonly type: 'extreme';
      readonly column: string;
      readonly which: 'min' | 'max';
      readonly timeZone: string;
    }
  | ({
      readonly type: 'keyDifferences';
      readonly columns: readonly string[];
      /** Gives wall-clock timestamps and dates their meaning where they meet instants. */
      readonly timeZone: string;
      /** Most keys of each sort that are told; 0 for none. */
      readonly showKeys: number;
      readonly reference: KeyedRows & { readonly columns: readonly string[] };
    } & StreamInputs)
  | ({
      readonly type: 'orphansElsewhere';
      readonly match: KeyMatch;
      readonly reference: KeyedRows;
    } & StreamInputs);

/** What is measured by reading two datasets in the order of their keys. */
export interface StreamInputs {
  readonly keys: readonly string[];
  /** With more rows than this on either side nothing is read. */
  readonly maxRows: number;
}

/** Rows of a dataset whose keys are compared with those of another. */
export interface KeyedRows {
  /** Null: the connection of the other. */
  readonly connectionId: ConnectionId | null;
  readonly dataset: string;
  readonly filter: string | null;
  /** Partners of the other's keys, in their order and as many. */
  readonly keys: readonly string[];
}

/** A column that tells a time: a timestamp, a date, or a number of units since 1970. */
export interface TimeColumn {
  readonly column: string;
  /** IANA zone that gives wall-clock timestamps and dates their meaning; without effect on columns with a zone. */
  readonly timeZone: string;
  /** What numbers count, since 1970-01-01T00:00:00Z; without effect on other columns. Absent: numbers are no times. */
  readonly epochUnit?: EpochUnit;
}

export interface TimestampInputs extends TimeColumn {
  readonly futureToleranceMs: number;
}

/** How long after `from` each row has its `to`. */
export interface DelayInputs {
  readonly from: TimeColumn;
  readonly to: TimeColumn;
  /** Only rows whose `to` is within this long before now; null for all. */
  readonly windowMs: number | null;
}

/** A metric that may be measured on a part of the rows. */
export interface Sampled {
  /** About how many percent of the rows are read; absent: all of them. */
  readonly samplePercent?: number;
}

/** A column whose values fall into bins; dates count as the seconds since 1970 (UTC). */
export interface BinnedColumn {
  readonly column: string;
  readonly as: 'numbers' | 'dates';
}

/** What a row, or a value of it, must not do. A rule says nothing about null, except the one about missing values. */
export type Rule =
  | {
      readonly rule: 'missing';
      /** A row breaks the rule when any of them is missing. */
      readonly columns: readonly string[];
      /** Whether text of white space only is missing too. */
      readonly blank: boolean;
      /** Words that stand for nothing, compared without case and without white space around. */
      readonly placeholders: readonly string[];
    }
  | {
      readonly rule: 'outOfRange';
      readonly column: string;
      readonly of: 'value' | 'length';
      readonly min: string | null;
      readonly max: string | null;
      readonly strictMin: boolean;
      readonly strictMax: boolean;
    }
  | {
      readonly rule: 'notAccepted';
      readonly column: string;
      readonly values: readonly string[];
      readonly forbidden: boolean;
      readonly ignoreCase: boolean;
      readonly trim: boolean;
    }
  | {
      readonly rule: 'mismatch';
      readonly column: string;
      /** A portable regular expression that `parsePattern` accepts. */
      readonly pattern: string;
      readonly match: 'full' | 'search';
      readonly ignoreCase: boolean;
      /** What must be right of a value beside its pattern. */
      readonly checkDigits: CheckDigits | null;
      /** The value must not be so. */
      readonly negate: boolean;
    }
  | { readonly rule: 'condition'; readonly sql: string };

/** `p01` to `p99` are percentiles. */
export type StatisticName =
  'count' | 'nullCount' | 'zeroCount' | 'mean' | 'median' | 'stddev' | 'min' | 'max' | 'sum' | `p${string}`;

export type MetricType = Metric['type'];

/** The metrics that statements measure. */
export type ScannedMetric = Exclude<Metric, CatalogueMetric | StreamedMetric>;

/** The metrics that the engine's catalogue answers. */
export type CatalogueMetric = Extract<Metric, { type: 'columnList' | 'estimatedRowCount' }>;

/** The metrics that are measured by reading two datasets in the order of their keys. */
export type StreamedMetric = Extract<Metric, { type: 'keyDifferences' | 'orphansElsewhere' }>;

/** The metrics whose value is many rows of an answer; each has a statement of its own. */
export type TableMetric = Extract<Metric, { type: 'histogram' | 'categoryCounts' }>;

/** The metrics that are one row of a statement. */
export type ScalarMetric = Exclude<ScannedMetric, TableMetric>;

/** What each metric's measured value is. */
export interface MetricValues {
  /** Rows that pass the filter; 0 for an empty table. */
  readonly rowCount: number;
  readonly estimatedRowCount: number;
  /** Rows whose instant is after now − window, and not after now. */
  readonly recentRowCount: number;
  /** In the order of the table. */
  readonly columnList: readonly Column[];
  /** The newest instant not beyond now + tolerance, ISO 8601 in UTC with microseconds; null when no row has one. */
  readonly newestTimestamp: string | null;
  /** Rows whose instant is beyond now + tolerance; `infinity` counts, null does not. */
  readonly futureCount: number;
  readonly datedRows: RowsSeen;
  readonly delays: Delays;
  /** Milliseconds, interpolated between neighbours; null when no row has both times. */
  readonly delayPercentile: number | null;
  /** A decimal number as text, exact where the database is; null where the statistic is not defined. */
  readonly statistic: string | null;
  readonly histogram: HistogramCounts;
  /** In the order of the fractions; empty over no values. */
  readonly quantiles: readonly number[];
  readonly categoryCounts: CategoryCounts;
  /** Rows that the query returns. */
  readonly queryRowCount: number;
  /** The number that the query returns, as text; null when it returns none. */
  readonly queryNumber: string | null;
  /** Rows whose column is not null. */
  readonly presentCount: number;
  /** How many rows have each of the values, in their order. */
  readonly memberCounts: readonly { readonly member: string; readonly count: number }[];
  /** Rows that break the rule. */
  readonly violationCount: number;
  /** Rows of which the rule cannot say whether they break it, because something in it is null. */
  readonly unknownCount: number;
  readonly duplicates: DuplicateCounts;
  /** Rows whose key can be looked up in a reference; see `KeyMatch`. */
  readonly keyedCount: number;
  /** Of these, the rows whose key has no partner there. */
  readonly orphanCount: number;
  /** The least or greatest finite value: a decimal number, or an instant in ISO 8601; null for no values. */
  readonly extreme: string | null;
  readonly keyDifferences: KeyDifferences;
  readonly orphansElsewhere: OrphansElsewhere;
}

/** How the rows of two datasets differ, matched by their keys. */
export interface KeyDifferences {
  readonly rowsHere: number;
  readonly rowsThere: number;
  /** Rows with a null in their key, which has no partner. They are in none of the counts below. */
  readonly nullKeysHere: number;
  readonly nullKeysThere: number;
  /** Rows whose key is on one side only. */
  readonly onlyHere: number;
  readonly onlyThere: number;
  /** Keys that one row has on either side, with and without a difference in their columns. */
  readonly different: number;
  readonly equal: number;
  /** Keys on both sides that several rows have on one of them: these are not compared. */
  readonly ambiguous: number;
  /** Keys that several rows have. */
  readonly repeatedHere: number;
  readonly repeatedThere: number;
  /** For each column that is compared, how many of `different` differ in it. */
  readonly byColumn: readonly number[];
  /** The first keys of each sort, as far as the metric allows. */
  readonly shown: { readonly [sort in KeySort]: readonly (readonly string[])[] };
}
export type KeySort = 'onlyHere' | 'onlyThere' | 'different' | 'ambiguous';

/** Rows whose key has no partner in another connection. */
export interface OrphansElsewhere {
  readonly rows: number;
  readonly rowsTested: number;
  readonly orphans: number;
}

export interface Delays {
  /** Rows that have both times. */
  readonly pairs: number;
  /** Of these, the rows whose `to` is before their `from`. */
  readonly negative: number;
  /** The longest delay in milliseconds, negative when all are; null when no row has both times. */
  readonly maxMs: number | null;
}

export interface DuplicateCounts {
  readonly rowsTested: number;
  readonly distinctValues: number;
  /** Values that occur more than once. */
  readonly repeatedValues: number;
  /** Rows that have one of these values. */
  readonly rowsInvolved: number;
  /** Rows that would have to go to make all values unique. */
  readonly surplusRows: number;
}

/** How many rows there are, or, where counting them was not worth a scan, whether there are any. */
export interface RowsSeen {
  readonly count: number;
  /** When not, there are at least `count` rows. */
  readonly isExact: boolean;
}

/** Finite values by the edges at or below them: below the first, between two, at or above the last. */
export interface HistogramCounts {
  readonly edges: readonly number[];
  /** One more than edges; zeros for an empty table. */
  readonly counts: readonly number[];
  /** Null over no values. */
  readonly min: number | null;
  readonly max: number | null;
}

/** How often the most frequent values occur; null is not counted. */
export interface CategoryCounts {
  readonly categories: readonly { readonly category: string; readonly count: number }[];
  /** Whether there is no value beside these. */
  readonly isComplete: boolean;
}

export type MetricValue = MetricValues[MetricType];
export type ValueOf<M extends Metric> = MetricValues[M['type']];

/** A name that is equal for equal metrics of one dataset and filter, and different otherwise. */
export const metricKey = (metric: Metric): string =>
  JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));

export const distinctMetrics = (metrics: readonly Metric[]): readonly Metric[] => [
  ...new Map(metrics.map((metric) => [metricKey(metric), metric])).values(),
];

/** Why something could not be measured. `code` is stable; `message` is in plain words, without row data. */
export interface Unmeasured {
  readonly code:
    | 'MISSING_DATASET'
    | 'MISSING_COLUMN'
    | 'UNSUPPORTED_TYPE'
    | 'UNSAFE_FILTER'
    | 'INVALID_SQL'
    | 'DATA_ERROR'
    | 'VALUE_OUT_OF_RANGE'
    | 'TIME_OUT'
    | 'LOCK_TIME_OUT'
    | 'CANCELLED'
    | 'PERMISSION_DENIED'
    | 'UNREACHABLE'
    | 'AUTHENTICATION_FAILED'
    | 'CONNECTION_LOST'
    /** Somebody in the database ended the statement, not we. */
    | 'INTERRUPTED'
    /** The database ran out of memory, disk or temporary space. */
    | 'RESOURCES'
    /** More groups than the test allows to be judged one by one. */
    | 'TOO_MANY_GROUPS'
    /** The table is larger than the test allows itself to read. */
    | 'ROW_BUDGET'
    /** The database expects the statement to cost more than the connection allows. */
    | 'COST_LIMIT'
    /** The database was busier than the connection allows for longer than a run waits. */
    | 'SOURCE_BUSY'
    /** More rows than the test allows to be read. */
    | 'TOO_MANY_ROWS'
    /** The engine, or this version of it, cannot answer faithfully. */
    | 'UNSUPPORTED'
    /** The catalogue has no estimate: of a view, or of a table that was never analysed. */
    | 'NO_ESTIMATE'
    | 'MISSING_TEST'
    | 'MISSING_CONNECTION'
    | 'SECRETS_UNREADABLE'
    | 'NO_CONNECTOR'
    | 'INTERNAL';
  readonly message: string;
}

export type Outcome<V = MetricValue> =
  | { readonly kind: 'measured'; readonly value: V }
  /** Measured for each group of rows; a group that has no rows of the metric's source may be missing. */
  | { readonly kind: 'grouped'; readonly groups: readonly GroupValue<V>[] }
  | { readonly kind: 'unmeasured'; readonly reason: Unmeasured };

/** A metric's value over the rows of one group. `key` are the values of the grouping columns, as texts. */
export interface GroupValue<V = MetricValue> {
  readonly key: readonly (string | null)[];
  readonly value: V;
}
