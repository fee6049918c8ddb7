import type { z } from 'zod';
import type { FinalStatus } from '../execution.ts';
import type { Json } from '../json.ts';
import type { Metric, ValueOf } from '../metrics/metric.ts';

/** What every kind can read of a test beside its own parameters. */
export interface DatasetScope {
  readonly dataset: string;
  readonly filter?: string | undefined;
}

/** A value measured by an earlier execution of the same test over the same inputs. */
export interface PastValue {
  readonly measuredAt: Date;
  readonly value: number | null;
}

/** What a judgement may depend on beside the measured values. Time comes from the customer database's snapshot. */
export interface JudgeContext<N extends string = string> {
  readonly measuredAt: Date;
  /** Past values, newest first, of the metrics that the kind's `history` asks for. */
  readonly history: { readonly [name in N]?: readonly PastValue[] };
}

/** SQL of the user's in the form of a condition, which is how connectors look at it. */
export interface UserCondition {
  readonly path: string;
  readonly sql: string;
}

export interface Judgement {
  readonly status: Extract<FinalStatus, 'passed' | 'warned' | 'failed' | 'skipped'>;
  readonly message: string;
  readonly observed: { readonly [name: string]: Json };
  readonly expected: { readonly [level: string]: Json };
  /** Null for kinds that do not look at rows. */
  readonly rowsTested: number | null;
}

/**
 * One kind of test: its parameters, what it needs measured, how it judges. Pure.
 * `judge` is called only when every metric was measured; otherwise the execution is `errored`.
 */
export interface TestKind<P extends z.ZodObject, M extends { readonly [name: string]: Metric }> {
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
  metrics(test: z.infer<P> & DatasetScope): M;
  /** How many past values of which metrics `judge` wants. */
  history(test: z.infer<P> & DatasetScope): { readonly [name in keyof M & string]?: number };
  judge(
    test: z.infer<P> & DatasetScope,
    measured: { readonly [name in keyof M]: ValueOf<M[name]> },
    context: JudgeContext<keyof M & string>,
  ): Judgement;
}

type FieldPath<Field extends string> = Field | `${Field}.${string}`;

/** Only for its types: what `metrics` returns decides what `judge` receives. */
export const defineKind = <P extends z.ZodObject, const M extends { readonly [name: string]: Metric }>(
  kind: TestKind<P, M>,
): TestKind<P, M> => kind;
