import type { Column } from '../columns.ts';
import type { KeyMatch, NullHandling, Reference } from '../sql/dialect.ts';

/**
 * A metric is a value: one number (or instant) about the rows of a dataset. Equal metrics are measured once,
 * so every input that changes the answer must be a field here, where `metricKey` sees it.
 */
export type Metric =
  /** The dataset's columns, which the catalogue tells: no statement is sent for it. */
  | { readonly type: 'columnList' }
  | { readonly type: 'rowCount' }
  | { readonly type: 'presentCount'; readonly column: string }
  | { readonly type: 'statistic'; readonly column: string; readonly statistic: StatisticName }
  | { readonly type: 'queryRowCount'; readonly sql: string }
  | { readonly type: 'queryNumber'; readonly sql: string }
  | ({ readonly type: 'newestTimestamp' } & TimestampInputs)
  | ({ readonly type: 'futureCount' } & TimestampInputs)
  | { readonly type: 'violationCount'; readonly rule: Rule }
  | { readonly type: 'unknownCount'; readonly rule: Rule }
  | { readonly type: 'duplicates'; readonly columns: readonly string[]; readonly nulls: NullHandling }
  | { readonly type: 'keyedCount'; readonly columns: readonly string[]; readonly match: KeyMatch }
  | {
      readonly type: 'orphanCount';
      readonly columns: readonly string[];
      readonly match: KeyMatch;
      readonly reference: Reference;
    };

export interface TimestampInputs {
  readonly column: string;
  /** IANA zone that gives wall-clock timestamps and dates their meaning; without effect on columns with a zone. */
  readonly timeZone: string;
  readonly futureToleranceMs: number;
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
  | { readonly rule: 'condition'; readonly sql: string };

/** `p01` to `p99` are percentiles. */
export type StatisticName =
  'count' | 'nullCount' | 'zeroCount' | 'mean' | 'median' | 'stddev' | 'min' | 'max' | 'sum' | `p${string}`;

export type MetricType = Metric['type'];

/** The metrics that statements measure. */
export type ScannedMetric = Exclude<Metric, { type: 'columnList' }>;

/** What each metric's measured value is. */
export interface MetricValues {
  /** Rows that pass the filter; 0 for an empty table. */
  readonly rowCount: number;
  /** In the order of the table. */
  readonly columnList: readonly Column[];
  /** The newest instant not beyond now + tolerance, ISO 8601 in UTC with microseconds; null when no row has one. */
  readonly newestTimestamp: string | null;
  /** Rows whose instant is beyond now + tolerance; `infinity` counts, null does not. */
  readonly futureCount: number;
  /** A decimal number as text, exact where the database is; null where the statistic is not defined. */
  readonly statistic: string | null;
  /** Rows that the query returns. */
  readonly queryRowCount: number;
  /** The number that the query returns, as text; null when it returns none. */
  readonly queryNumber: string | null;
  /** Rows whose column is not null. */
  readonly presentCount: number;
  /** Rows that break the rule. */
  readonly violationCount: number;
  /** Rows of which the rule cannot say whether they break it, because something in it is null. */
  readonly unknownCount: number;
  readonly duplicates: DuplicateCounts;
  /** Rows whose key can be looked up in a reference; see `KeyMatch`. */
  readonly keyedCount: number;
  /** Of these, the rows whose key has no partner there. */
  readonly orphanCount: number;
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
    | 'MISSING_TEST'
    | 'MISSING_CONNECTION'
    | 'SECRETS_UNREADABLE'
    | 'NO_CONNECTOR'
    | 'INTERNAL';
  readonly message: string;
}

export type Outcome<V = MetricValue> =
  | { readonly kind: 'measured'; readonly value: V }
  | { readonly kind: 'unmeasured'; readonly reason: Unmeasured };
