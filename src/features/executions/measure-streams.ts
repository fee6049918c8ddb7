import type { ConnectionId } from '../../core/ids.ts';
import { DifferenceCounter } from '../../core/keys/count-differences.ts';
import { areKeyPartners, keyOrder, KeyOutOfOrder, type KeyType } from '../../core/keys/key-types.ts';
import { KeysNotAscending, mergeKeys } from '../../core/keys/merge-keys.ts';
import type { ValueFamily } from '../../core/keys/value-families.ts';
import { groupBy } from '../../core/grouping.ts';
import { isStreamed, needsOf } from '../../core/metrics/catalogue.ts';
import type {
  KeyDifferences,
  Metric,
  OrphansElsewhere,
  Outcome,
  StreamedMetric,
  Unmeasured,
} from '../../core/metrics/metric.ts';
import { referenceNeeds } from '../../core/metrics/streams.ts';
import type { Measurements } from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import type { NamedMetric, Place } from '../../core/verdict/wanted-metrics.ts';
import { KeyedSide, SideUnmeasured } from './keyed-side.ts';
import type { OpenSnapshot } from './paired-snapshots.ts';
import type { Sent, Wish } from './scanner.ts';

/** What tests want that takes two datasets, by the connection of the second; null for that of the first. */
export const streamsOf = (
  tests: readonly TestDefinition[],
  metricsFor: (test: TestDefinition) => readonly NamedMetric[],
): ReadonlyMap<ConnectionId | null, readonly Wish[]> =>
  groupBy(
    tests.flatMap((test) =>
      metricsFor(test).flatMap((metric) => (isStreamed(metric.metric) ? [{ test, metrics: [metric] }] : [])),
    ),
    ({ metrics: [wanted] }) => referenceOf(wanted!).connectionId,
  );

const referenceOf = ({ metric }: NamedMetric) => streamedIn(metric).reference;

function streamedIn(metric: Metric): StreamedMetric {
  if (!isStreamed(metric)) throw new TypeError(`${metric.type} is not read in the order of keys`);
  return metric;
}

/**
 * The outcomes, by `historyKey`, of metrics that are measured by reading two datasets side by side in the order of their
 * keys; both may be of one snapshot. Equal ones are measured once. Statements are added to `sent`.
 */
export async function measureStreams(
  wishes: readonly Wish[],
  here: OpenSnapshot,
  there: OpenSnapshot,
  sent: Sent[],
): Promise<Measurements> {
  const outcomes = new Map<string, Outcome>();
  for (const [key, same] of groupBy(wishes, ({ metrics: [metric] }) => metric!.historyKey))
    outcomes.set(key, await measureStream(same, here, there, sent));
  return outcomes;
}

async function measureStream(
  wishes: readonly Wish[],
  here: OpenSnapshot,
  there: OpenSnapshot,
  sent: Sent[],
): Promise<Outcome> {
  const named = wishes[0]!.metrics[0]!;
  const metric = streamedIn(named.metric);
  const shared = { maxRows: metric.maxRows, wishes, metric: named };
  const sides = sidesOf(metric, named.place, there.connection.id);
  const one = new KeyedSide(here, { ...shared, ...sides.here, needs: needsOf(metric) });
  const other = new KeyedSide(there, { ...shared, ...sides.there, needs: referenceNeeds(metric) });
  try {
    const value =
      metric.type === 'keyDifferences'
        ? await differences(metric, one, other)
        : await orphans(metric, one, other);
    return { kind: 'measured', value };
  } catch (error) {
    return { kind: 'unmeasured', reason: reasonOf(error) };
  } finally {
    for (const statement of [...one.statements, ...other.statements])
      sent.push({ keys: new Set([named.historyKey]), statement });
  }
}

/** What is read of either side. */
export function sidesOf(metric: StreamedMetric, place: Place, otherConnectionId: ConnectionId) {
  const { keys, reference } = metric;
  const { dataset, filter } = reference;
  const isCompared = metric.type === 'keyDifferences';
  const timeZone = isCompared ? metric.timeZone : 'UTC';
  return {
    here: { place, keys, columns: isCompared ? metric.columns : [], timeZone },
    there: {
      place: { connectionId: otherConnectionId, dataset, filter, groupBy: null, field: 'reference' },
      keys: reference.keys,
      columns: isCompared ? metric.reference.columns : [],
      timeZone,
    },
  };
}

type Streamed<T extends StreamedMetric['type']> = Extract<StreamedMetric, { type: T }>;

const keyedRows = (keys: readonly string[], match: 'simple' | 'full'): Metric => ({
  type: 'keyedCount',
  columns: [...keys].sort(),
  match,
});

async function differences(
  { keys, showKeys, reference }: Streamed<'keyDifferences'>,
  here: KeyedSide,
  there: KeyedSide,
): Promise<KeyDifferences> {
  await here.look();
  await there.look();
  const [rowsHere = 0, keyedHere = 0] = await here.count(keyedRows(keys, 'simple'));
  const [rowsThere = 0, keyedThere = 0] = await there.count(keyedRows(reference.keys, 'simple'));
  const types = partneredKeys(here, keys, there, reference.keys);
  const counter = new DifferenceCounter(partneredValues(here, there), showKeys);
  await mergeKeys({ here: here.pages(), there: there.pages() }, keyOrder(types), counter.visit);
  return {
    rowsHere,
    rowsThere,
    nullKeysHere: rowsHere - keyedHere,
    nullKeysThere: rowsThere - keyedThere,
    ...counter.result,
  };
}

async function orphans(
  { keys, match, reference }: Streamed<'orphansElsewhere'>,
  here: KeyedSide,
  there: KeyedSide,
): Promise<OrphansElsewhere> {
  await here.look();
  await there.look();
  const [rows = 0, complete = 0, tested = 0] = await here.count(
    keyedRows(keys, 'simple'),
    keyedRows(keys, match),
  );
  await there.count();
  const types = partneredKeys(here, keys, there, reference.keys);
  // a key that is null in part has no partner
  let found = tested - complete;
  await mergeKeys({ here: here.pages(), there: there.pages() }, keyOrder(types), (one, other) => {
    if (one && !other) found += one.count;
  });
  return { rows, rowsTested: tested, orphans: found };
}

/** Checked on save, and again here: tables change. */
function partneredKeys(
  here: KeyedSide,
  keys: readonly string[],
  there: KeyedSide,
  partners: readonly string[],
): readonly KeyType[] {
  const [types, others] = [here.keyTypes, there.keyTypes];
  const i = types.findIndex((type, at) => !areKeyPartners(type, others[at]!));
  if (i >= 0) throw unlike(here.nameOf(keys[i]!), there.nameOf(partners[i]!));
  return types;
}

function partneredValues(here: KeyedSide, there: KeyedSide): readonly ValueFamily[] {
  const [families, others] = [here.valueFamilies, there.valueFamilies];
  return families.map((family, i) => {
    if (family === null || family !== others[i])
      throw unlike(here.nameOf(here.settings.columns[i]!), there.nameOf(there.settings.columns[i]!));
    return family;
  });
}

const unlike = (one: string, other: string): SideUnmeasured =>
  new SideUnmeasured({ code: 'UNSUPPORTED_TYPE', message: `${one}, cannot be compared with ${other}` });

function reasonOf(error: unknown): Unmeasured {
  if (error instanceof SideUnmeasured) return error.reason;
  if (error instanceof KeysNotAscending)
    return {
      code: 'UNSUPPORTED',
      message: `the database ${error.side === 'here' ? 'of the dataset' : 'of the reference'} orders these keys in another way: rows cannot be matched`,
    };
  if (error instanceof KeyOutOfOrder) return { code: 'VALUE_OUT_OF_RANGE', message: error.message };
  throw error;
}
