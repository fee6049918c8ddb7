import type { ConnectionId } from '../ids.ts';
import type { ComparedDataset, Known, Remembered, Wanted } from '../kinds/kind.ts';
import { metricKey, type Metric } from '../metrics/metric.ts';
import { measurementKey, type GroupBy } from '../planning/plan-scans.ts';
import type { TestDefinition } from '../quality-test.ts';
import { kindOf } from './any-kind.ts';

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
export function structureKey({ metric, place }: NamedMetric): string {
  const {
    edges: _edges,
    limit: _limit,
    ...identity
  } = metric as Metric & { edges?: unknown; limit?: unknown };
  return JSON.stringify([place.connectionId, place.dataset, place.filter, metricKey(identity as Metric)]);
}
