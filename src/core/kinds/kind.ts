import type { z } from 'zod';
import type { ColumnType } from '../columns.ts';
import type { FinalStatus } from '../execution.ts';
import type { ConnectionId, ExecutionId } from '../ids.ts';
import type { Json } from '../json.ts';
import type { Metric, MetricValue, ValueOf } from '../metrics/metric.ts';

/** What every kind can read of a test beside its own parameters. */
export interface DatasetScope {
  /** Absent only where it makes no difference. */
  readonly connectionId?: ConnectionId;
  readonly dataset: string;
  readonly filter?: string | undefined;
}

/** A value measured by an earlier execution of the same test over the same inputs. */
export interface PastValue {
  readonly measuredAt: Date;
  readonly value: number | null;
}

/** Which past values of a metric: the newest N, or for each moment the one value, not null, measured nearest to it. */
export type PastWanted = number | { readonly nearest: readonly Moment[] };

/** An instant, and the span outside of which no value stands for it: `from` is inclusive, `to` exclusive. */
export interface Moment {
  readonly at: Date;
  readonly from: Date;
  readonly to: Date;
}

/** A structure (a histogram, a list of columns) measured by an earlier execution of the same test. */
export interface PastStructure {
  readonly executionId: ExecutionId;
  readonly measuredAt: Date;
  readonly value: Json;
}

/** Which earlier structures of a metric a kind wants: the newest ones, or that of one execution. */
export interface Remembered {
  readonly metric: Metric;
  readonly wanted: { readonly last: number } | { readonly executionId: string };
}

/** A metric of another dataset than the test's own, or of other rows of it. */
export interface MetricElsewhere<M extends Metric = Metric> {
  readonly metric: M;
  /** Absent: the test's own connection. */
  readonly connectionId?: ConnectionId | undefined;
  readonly dataset: string;
  readonly filter: string | null;
  /** The field of the test that describes the place, for error messages: `reference`. */
  readonly field: string;
}

/** Another dataset that a test compares its own with, and the columns that meet. */
export interface ComparedDataset {
  /** Absent: the test's own connection. */
  readonly connectionId?: ConnectionId | undefined;
  readonly dataset: string;
  readonly filter: string | null;
  /** The field of the test that describes the dataset. */
  readonly field: string;
  readonly columns: readonly ColumnPair[];
}

/** A column of the test's own dataset and the one of the other dataset that it meets. */
export interface ColumnPair {
  readonly here: ColumnField;
  readonly there: ColumnField;
  /** What either must be. */
  readonly types: readonly ColumnType[];
  canMeet(here: ColumnType, there: ColumnType): boolean;
}

export interface ColumnField {
  readonly column: string;
  /** The field of the test that names it, for error messages: `compare.1.column`. */
  readonly path: string;
}

/** What a kind asks for: metrics of the test's own rows, or of others. */
export type Wanted = Metric | MetricElsewhere;
type MeasuredOf<W> = W extends MetricElsewhere<infer M> ? ValueOf<M> : W extends Metric ? ValueOf<W> : never;

/** What is known before the metrics of a test are told. Both are empty for kinds that ask for neither. */
export interface Known {
  /** By the names of `remembers`, newest first. */
  readonly past: { readonly [name: string]: readonly PastStructure[] };
  /** By the names of `preparation`. */
  readonly prepared: { readonly [name: string]: MetricValue };
}

/** What a judgement may depend on beside the measured values. Time comes from the customer database's snapshot. */
export interface JudgeContext<N extends string = string> {
  readonly measuredAt: Date;
  /** Past values of the metrics that the kind's `history` asks for: newest first, or in the order of the moments. */
  readonly history: { readonly [name in N]?: readonly PastValue[] };
  /** What the kind's `remembers` asks for. */
  readonly past?: Known['past'];
}

/** SQL of the user's in the form of a condition, which is how connectors look at it. */
export interface UserCondition {
  readonly path: string;
  readonly sql: string;
  /** Absent: it speaks of the test's own dataset. */
  readonly of?: { readonly connectionId?: ConnectionId | undefined; readonly dataset: string };
}

export interface Judgement {
  readonly status: Extract<FinalStatus, 'passed' | 'warned' | 'failed' | 'skipped'>;
  readonly message: string;
  readonly observed: { readonly [name: string]: Json };
  readonly expected: { readonly [level: string]: Json };
  /** Null for kinds that do not look at rows. */
  readonly rowsTested: number | null;
  /** The one number that the kind judges, which anomaly thresholds speak of; null where it is not defined. */
  readonly number?: number | null;
  /** Structures for later executions to compare with, by the names of the metrics that they are of. */
  readonly remember?: { readonly [name: string]: Json };
}

/**
 * One kind of test: its parameters, what it needs measured, how it judges. Pure.
 * `judge` is called only when every metric was measured; otherwise the execution is `errored`.
 */
export interface TestKind<P extends z.ZodObject, M extends { readonly [name: string]: Wanted }> {
  /** One sentence for the API's documentation. */
  readonly summary: string;
  /** The kind's own fields of a test, `kind` literal included. */
  readonly parameters: P;
  /** The kind's own fields in an example for the documentation. */
  readonly example: z.input<P>;
  /** Which of its parameters are conditions in the user's SQL, by their dotted paths. */
  readonly userSqlFields?: readonly FieldPath<keyof z.infer<P> & string>[];
  /** Conditions in the user's SQL that its parameters amount to, beside `userSqlFields`; `path` is the field to blame. */
  userConditions?(test: z.infer<P> & DatasetScope): readonly UserCondition[];
  /** The other dataset that it compares with, for what is checked on save. */
  comparesWith?(test: z.infer<P> & DatasetScope): ComparedDataset;
  /** Structures of earlier executions that it wants to know before anything is measured. */
  remembers?(test: z.infer<P> & DatasetScope): { readonly [name: string]: Remembered };
  /** What has to be measured before the metrics can be told (the edges of bins), in the same snapshot. */
  preparation?(test: z.infer<P> & DatasetScope, past: Known['past']): { readonly [name: string]: Wanted };
  /** `known` is there whenever the kind asks for it by `remembers` or `preparation`. */
  metrics(test: z.infer<P> & DatasetScope, known?: Known): M;
  /** Which past values of which metrics `judge` wants; `now` is the instant of the snapshot. */
  history(test: z.infer<P> & DatasetScope, now: Date): { readonly [name in keyof M & string]?: PastWanted };
  judge(
    test: z.infer<P> & DatasetScope,
    measured: { readonly [name in keyof M]: MeasuredOf<M[name]> },
    context: JudgeContext<keyof M & string>,
  ): Judgement;
}

type FieldPath<Field extends string> = Field | `${Field}.${string}`;

/** Only for its types: what `metrics` returns decides what `judge` receives. */
export const defineKind = <P extends z.ZodObject, const M extends { readonly [name: string]: Wanted }>(
  kind: TestKind<P, M>,
): TestKind<P, M> => kind;
