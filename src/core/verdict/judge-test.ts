import { isDecimal } from '../decimal.ts';
import type { ExecutionResult, MeasuredMetric } from '../execution.ts';
import type { JudgeContext, Judgement, Known } from '../kinds/kind.ts';
import type { Metric, MetricValue, Outcome, Unmeasured } from '../metrics/metric.ts';
import type { Measurements } from '../planning/plan-scans.ts';
import type { TestDefinition } from '../quality-test.ts';
import { inNumber } from '../words.ts';
import { kindOf } from './any-kind.ts';
import { JUDGED, withAnomalies } from './judge-anomaly.ts';
import { judgeGroups } from './judge-groups.ts';
import { judgedKey } from './past-values.ts';
import {
  groupByOf,
  metricsOf,
  preparationOf,
  structureKey,
  type NamedMetric,
  type Place,
} from './wanted-metrics.ts';

export type Verdict = Pick<
  ExecutionResult,
  'status' | 'message' | 'errorCode' | 'observed' | 'expected' | 'rowsTested' | 'metrics' | 'groups'
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
    return { ...saidOfSample(test, judgement), errorCode: null, metrics };
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
  return { ...saidOfSample(test, judgement), errorCode: null, metrics, groups: null };
}

/** Nobody should take a part of the rows for all of them. */
function saidOfSample<J extends Pick<Judgement, 'message' | 'observed'>>(
  test: TestDefinition,
  judgement: J,
): J {
  if (!('sampling' in test) || !test.sampling) return judgement;
  const { percent } = test.sampling;
  return {
    ...judgement,
    message: `${judgement.message} (in a sample of about ${inNumber(percent)} % of the table)`,
    observed: { ...judgement.observed, samplePercent: percent },
  };
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
  groups: null,
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
