import { isDecimal } from '../decimal.ts';
import type { ExecutionResult, MeasuredMetric } from '../execution.ts';
import type { ConnectionId } from '../ids.ts';
import type {
  ComparedDataset,
  DatasetScope,
  JudgeContext,
  Judgement,
  Known,
  PastWanted,
  Remembered,
  UserCondition,
  Wanted,
} from '../kinds/kind.ts';
import { kinds } from '../kinds/registry.ts';
import {
  metricKey,
  type Metric,
  type MetricValue,
  type Outcome,
  type Unmeasured,
} from '../metrics/metric.ts';
import { measurementKey, type GroupBy, type Measurements } from '../planning/plan-scans.ts';
import { commonFields, type TestDefinition } from '../quality-test.ts';
import { JUDGED, judgedHistoryOf, withAnomalies } from './judge-anomaly.ts';
import { judgeGroups } from './judge-groups.ts';

/** A kind seen from outside, where only the registry knows which test belongs to which kind. */
interface AnyKind {
  readonly userSqlFields?: readonly string[];
  userConditions?(test: DatasetScope & { kind: string }): readonly UserCondition[];
  comparesWith?(test: DatasetScope & { kind: string }): ComparedDataset;
  remembers?(test: DatasetScope & { kind: string }): { readonly [name: string]: Remembered };
  preparation?(
    test: DatasetScope & { kind: string },
    past: Known['past'],
  ): { readonly [name: string]: Wanted };
  metrics(test: DatasetScope & { kind: string }, known: Known): { readonly [name: string]: Wanted };
  history(
    test: DatasetScope & { kind: string },
    now: Date,
  ): { readonly [name: string]: PastWanted | undefined };
  judge(
    test: DatasetScope & { kind: string },
    measured: { readonly [name: string]: MetricValue },
    context: JudgeContext,
  ): Judgement;
}
const kindOf = (test: TestDefinition): AnyKind => kinds[test.kind];

const filterOf = (test: TestDefinition): string | null => test.filter ?? null;

/** Where a test sets no other limit. */
const MAX_GROUPS = 100;

/** The groups whose rows a test judges for themselves; null when it judges all rows as one. */
export const groupByOf = (test: TestDefinition): GroupBy | null =>
  'groupBy' in test && test.groupBy
    ? { columns: test.groupBy, maxGroups: test.maxGroups ?? MAX_GROUPS }
    : null;

/** Rows whose metrics a test wants: its own, or those of another dataset. */
export interface Place {
  readonly connectionId: ConnectionId;
  readonly dataset: string;
  readonly filter: string | null;
  readonly groupBy: GroupBy | null;
  /** The field of the test that describes them; empty for its own. */
  readonly field: string;
}

/** A metric that a test wants, under the name by which its kind knows it. */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
  readonly place: Place;
  /** Identity of the metric within its dataset; see `measurementKey`. */
  readonly key: string;
  /** Identity of the metric among all: a test that was pointed at other rows does not compare with the old ones. */
  readonly historyKey: string;
}

const nothingKnown: Known = { past: {}, prepared: {} };

/** What must be measured before the test's metrics can be told; empty for most kinds. */
export const preparationOf = (test: TestDefinition, past: Known['past'] = {}): readonly NamedMetric[] =>
  named(test, kindOf(test).preparation?.(test, past) ?? {});

export const metricsOf = (test: TestDefinition, known: Known = nothingKnown): readonly NamedMetric[] =>
  named(test, kindOf(test).metrics(test, known));

function named(test: TestDefinition, wanted: { readonly [name: string]: Wanted }): readonly NamedMetric[] {
  const { connectionId, dataset } = test;
  const own: Place = { connectionId, dataset, filter: filterOf(test), groupBy: groupByOf(test), field: '' };
  return Object.entries(wanted).map(([name, one]) => {
    const isElsewhere = 'metric' in one;
    const place = isElsewhere
      ? { ...one, connectionId: one.connectionId ?? connectionId, groupBy: null }
      : own;
    return namedMetric(name, isElsewhere ? one.metric : one, place);
  });
}

export function namedMetric(name: string, metric: Metric, place: Place): NamedMetric {
  const key = measurementKey(place.filter, metric, place.groupBy);
  return { name, metric, place, key, historyKey: placeKey(place, key) };
}

/** The other dataset that a test compares its own with; null for kinds that look at one dataset. */
export const comparedBy = (test: TestDefinition): ComparedDataset | null =>
  kindOf(test).comparesWith?.(test) ?? null;

/** Identity of a measurement among those of all datasets. */
export const placeKey = (
  { connectionId, dataset }: Pick<Place, 'connectionId' | 'dataset'>,
  key: string,
): string => JSON.stringify([connectionId, dataset, key]);

/** Earlier structures that a test wants to know, by name, and the key under which they are kept. */
export const remembersOf = (
  test: TestDefinition,
): readonly (Remembered & { readonly name: string; readonly key: string })[] =>
  Object.entries(kindOf(test).remembers?.(test) ?? {}).map(([name, wanted]) => {
    const [one] = named(test, { [name]: wanted.metric });
    return { ...wanted, name, key: structureKey(one!) };
  });

/** A structure stays comparable when only its form (the edges of bins) changes: its value tells that itself. */
function structureKey({ metric, place }: NamedMetric): string {
  const {
    edges: _edges,
    limit: _limit,
    ...identity
  } = metric as Metric & { edges?: unknown; limit?: unknown };
  return JSON.stringify([place.connectionId, place.dataset, place.filter, metricKey(identity as Metric)]);
}

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

/** Past values that a test needs to be judged: those of a metric, or of the number that was judged. */
export interface HistoryRequest extends Pick<NamedMetric, 'name' | 'historyKey'> {
  readonly wanted: PastWanted;
}

/** `now` is the instant of the snapshot in which the test is measured. */
export function historyOf(test: TestDefinition, now: Date): readonly HistoryRequest[] {
  const byName = kindOf(test).history(test, now);
  const judged = judgedHistoryOf(test);
  return [
    ...metricsOf(test).flatMap(({ name, historyKey }) => {
      const wanted = byName[name];
      return wanted === undefined ? [] : [{ name, historyKey, wanted }];
    }),
    ...(judged === null ? [] : [{ name: JUDGED, historyKey: judgedKey(test), wanted: judged }]),
  ];
}

/** What a test may change and still judge the same number. */
const besideTheNumber = new Set([
  ...Object.keys(commonFields.shape).filter(
    (field) => !['connectionId', 'dataset', 'filter'].includes(field),
  ),
  ...['warn', 'fail', 'onEmpty', 'samples'],
]);

const judgedKey = (test: TestDefinition): string =>
  JSON.stringify([
    JUDGED,
    ...Object.entries(test)
      .filter(
        ([field, value]) => value !== undefined && !besideTheNumber.has(field) && !recordFields.has(field),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

/** The fields that a stored test has beside its definition. */
const recordFields = new Set(['id', 'version', 'createdAt', 'updatedAt']);

export type Verdict = Pick<
  ExecutionResult,
  'status' | 'message' | 'errorCode' | 'observed' | 'expected' | 'rowsTested' | 'metrics'
>;

/** Measurements of all datasets that a test asks; see `placeKey`. */
type Everything = Measurements;

/** What is known of a test's preparation, or what prevented it. */
export function knownOf(
  test: TestDefinition,
  past: Known['past'],
  measurements: Everything,
): Known | Unmeasured {
  const prepared: { [name: string]: MetricValue } = {};
  for (const wanted of preparationOf(test, past)) {
    const outcome = outcomeOf(wanted, measurements);
    if (outcome.kind === 'unmeasured') return outcome.reason;
    if (outcome.kind === 'grouped') throw new TypeError(`${wanted.name} is prepared for all rows as one`);
    prepared[wanted.name] = outcome.value;
  }
  return { past, prepared };
}

const outcomeOf = ({ name, historyKey }: NamedMetric, measurements: Everything): Outcome =>
  measurements.get(historyKey) ?? {
    kind: 'unmeasured',
    reason: { code: 'INTERNAL', message: `${name} was planned but not measured` },
  };

/** Judges a test. One unmeasured metric makes it `errored`: it is then neither passed nor failed. */
export function judgeTest(test: TestDefinition, measurements: Everything, context: JudgeContext): Verdict {
  const known = knownOf(test, context.past ?? {}, measurements);
  if ('code' in known) return errored(known);
  const measured: { [name: string]: MetricValue } = {};
  const grouped: { [name: string]: Extract<Outcome, { kind: 'grouped' }> & { metric: Metric } } = {};
  const metrics: MeasuredMetric[] = [];
  let missing: Unmeasured | null = null;
  for (const wanted of metricsOf(test, known)) {
    const outcome = outcomeOf(wanted, measurements);
    if (outcome.kind === 'unmeasured') missing ??= reasonAt(wanted.place, outcome.reason);
    else if (outcome.kind === 'grouped') grouped[wanted.name] = { ...outcome, metric: wanted.metric };
    else {
      measured[wanted.name] = outcome.value;
      metrics.push(...kept(wanted, outcome.value));
    }
  }
  if (missing) return { ...errored(missing), metrics };
  const kind = kindOf(test);
  const groups = groupByOf(test);
  if (groups) {
    const judgement = judgeGroups(groups, test, grouped, (values) => kind.judge(test, values, context));
    return { ...judgement, errorCode: null, metrics };
  }
  const { number, remember, ...judgement } = withAnomalies(
    test,
    kind.judge(test, measured, context),
    context,
  );
  if (number !== undefined) metrics.push({ name: JUDGED, key: judgedKey(test), value: number });
  for (const wanted of metricsOf(test, known)) {
    const structure = remember?.[wanted.name];
    if (structure !== undefined)
      metrics.push({ name: wanted.name, key: structureKey(wanted), value: null, structure });
  }
  return { ...judgement, errorCode: null, metrics };
}

/** Of two datasets, which one could not be measured. */
const reasonAt = ({ field, dataset }: Place, reason: Unmeasured): Unmeasured =>
  field === '' ? reason : { ...reason, message: `${field} (${dataset}): ${reason.message}` };

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

/** Baselines and charts keep numbers; an instant is its epoch seconds, and of a structure its fields are kept. */
function kept({ name, historyKey: key }: NamedMetric, value: MetricValue): readonly MeasuredMetric[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([field, number]: [string, unknown]) =>
      typeof number === 'number' || number === null
        ? [{ name: `${name}.${field}`, key: `${key}.${field}`, value: number }]
        : [],
    );
  return [{ name, key, value: typeof value === 'string' ? numberIn(value) : value }];
}

const numberIn = (text: string): number => (isDecimal(text) ? Number(text) : Date.parse(text) / 1000);
