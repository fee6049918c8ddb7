/**
 * A metric is a value: one number (or instant) about the rows of a dataset. Equal metrics are measured once,
 * so every input that changes the answer must be a field here, where `metricKey` sees it.
 */
export type Metric =
  | { readonly type: 'rowCount' }
  | ({ readonly type: 'newestTimestamp' } & TimestampInputs)
  | ({ readonly type: 'futureCount' } & TimestampInputs);

export interface TimestampInputs {
  readonly column: string;
  /** IANA zone that gives wall-clock timestamps and dates their meaning; without effect on columns with a zone. */
  readonly timeZone: string;
  readonly futureToleranceMs: number;
}

export type MetricType = Metric['type'];

/** What each metric's measured value is. */
export interface MetricValues {
  /** Rows that pass the filter; 0 for an empty table. */
  readonly rowCount: number;
  /** The newest instant not beyond now + tolerance, ISO 8601 in UTC with microseconds; null when no row has one. */
  readonly newestTimestamp: string | null;
  /** Rows whose instant is beyond now + tolerance; `infinity` counts, null does not. */
  readonly futureCount: number;
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
