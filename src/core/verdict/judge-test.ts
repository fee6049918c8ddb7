import { isDecimal } from '../decimal.ts';
import type { ExecutionResult, MeasuredMetric } from '../execution.ts';
import type { DatasetScope, JudgeContext, Judgement, UserCondition } from '../kinds/kind.ts';
import { kinds } from '../kinds/registry.ts';
import type { Metric, MetricValue, Outcome, Unmeasured } from '../metrics/metric.ts';
import { measurementKey, type Measurements } from '../planning/plan-scans.ts';
import type { TestDefinition } from '../quality-test.ts';

/** A kind seen from outside, where only the registry knows which test belongs to which kind. */
interface AnyKind {
  readonly userSqlFields?: readonly string[];
  userConditions?(test: DatasetScope & { kind: string }): readonly UserCondition[];
  metrics(test: DatasetScope & { kind: string }): { readonly [name: string]: Metric };
  history(test: DatasetScope & { kind: string }): { readonly [name: string]: number | undefined };
  judge(
    test: DatasetScope & { kind: string },
    measured: { readonly [name: string]: MetricValue },
    context: JudgeContext,
  ): Judgement;
}
const kindOf = (test: TestDefinition): AnyKind => kinds[test.kind];

export const filterOf = (test: TestDefinition): string | null => test.filter ?? null;

/** A metric that a test wants, under the name by which its kind knows it. */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
  /** Identity of the metric within the dataset; see `measurementKey`. */
  readonly key: string;
  /** Identity of the metric among all: a test that was pointed at other rows does not compare with the old ones. */
  readonly historyKey: string;
}

export const metricsOf = (test: TestDefinition): readonly NamedMetric[] =>
  Object.entries(kindOf(test).metrics(test)).map(([name, metric]) => {
    const key = measurementKey(filterOf(test), metric);
    return { name, metric, key, historyKey: JSON.stringify([test.connectionId, test.dataset, key]) };
  });

/** What a test brings of SQL: each a condition that the connector must find harmless before it is sent. */
export const userSqlOf = (test: TestDefinition): readonly UserCondition[] => [
  ...(test.filter === undefined ? [] : [{ path: 'filter', sql: test.filter }]),
  ...(kindOf(test).userSqlFields ?? []).flatMap((path) => {
    const sql = valueAt(test, path);
    return typeof sql === 'string' ? [{ path, sql }] : [];
  }),
  ...(kindOf(test).userConditions?.(test) ?? []),
];

function valueAt(fields: object, path: string): unknown {
  let value: unknown = fields;
  for (const field of path.split('.'))
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return value;
}

/** The field of a test's definition that names a column, for error messages: `timestampColumn`, `columns.1`. */
export function columnFieldOf(test: TestDefinition, column: string): string {
  for (const [field, value] of Object.entries(test)) {
    if (/column$/i.test(field) && value === column) return field;
    if (field === 'columns' && Array.isArray(value) && value.includes(column))
      return `columns.${value.indexOf(column)}`;
  }
  return '';
}

/** Past values that a test needs to be judged: the newest `last` values of the metric with `key`. */
export interface HistoryRequest extends NamedMetric {
  readonly last: number;
}

export function historyOf(test: TestDefinition): readonly HistoryRequest[] {
  const wanted = kindOf(test).history(test);
  return metricsOf(test).flatMap((named) => {
    const last = wanted[named.name];
    return last === undefined ? [] : [{ ...named, last }];
  });
}

export type Verdict = Pick<
  ExecutionResult,
  'status' | 'message' | 'errorCode' | 'observed' | 'expected' | 'rowsTested' | 'metrics'
>;

/** Judges a test. One unmeasured metric makes it `errored`: it is then neither passed nor failed. */
export function judgeTest(test: TestDefinition, measurements: Measurements, context: JudgeContext): Verdict {
  const measured: { [name: string]: MetricValue } = {};
  const metrics: MeasuredMetric[] = [];
  let missing: Unmeasured | null = null;
  for (const { name, key, historyKey } of metricsOf(test)) {
    const outcome: Outcome = measurements.get(key) ?? {
      kind: 'unmeasured',
      reason: { code: 'INTERNAL', message: `${name} was planned but not measured` },
    };
    if (outcome.kind === 'unmeasured') missing ??= outcome.reason;
    else {
      measured[name] = outcome.value;
      metrics.push(...inNumbers(name, historyKey, outcome.value));
    }
  }
  if (missing) return { ...errored(missing), metrics };
  return { ...kindOf(test).judge(test, measured, context), errorCode: null, metrics };
}

/** The verdict on a test of which nothing can be said, and why. */
export const errored = (reason: Unmeasured): Verdict => ({
  status: reason.code === 'CANCELLED' ? 'cancelled' : 'errored',
  message: reason.message,
  errorCode: reason.code,
  observed: {},
  expected: {},
  rowsTested: null,
  metrics: [],
});

/** Baselines and charts keep numbers: an instant is its epoch seconds, a structure one metric for each field. */
function inNumbers(name: string, key: string, value: MetricValue): readonly MeasuredMetric[] {
  if (Array.isArray(value)) return [];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([field, number]: [string, number]) => ({
      name: `${name}.${field}`,
      key: `${key}.${field}`,
      value: number,
    }));
  return [{ name, key, value: typeof value === 'string' ? numberIn(value) : value }];
}

const numberIn = (text: string): number => (isDecimal(text) ? Number(text) : Date.parse(text) / 1000);
