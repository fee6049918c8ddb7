import type { SentStatement } from '../../core/execution.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { Known } from '../../core/kinds/kind.ts';
import type { Outcome, Unmeasured } from '../../core/metrics/metric.ts';
import type { Measurements } from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { knownOf } from '../../core/verdict/judge-test.ts';
import { metricsOf, preparationOf, type NamedMetric } from '../../core/verdict/wanted-metrics.ts';
import type { FailingRowsFound } from '../../core/verdict/samples.ts';
import { SourceUnavailable, type Snapshot } from '../../ports/connector.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';
import { failingRowsOf } from './failing-rows.ts';
import { measureStreams, streamsOf } from './measure-streams.ts';
import { withPair, type OpenSnapshot } from './paired-snapshots.ts';
import { PlaceScanner } from './place-scanner.ts';
import type { Sent, Wish } from './scanner.ts';

/** What one snapshot of a dataset told about its tests. */
export interface DatasetMeasurement {
  readonly takenAt: Date;
  readonly engineVersion: string;
  /** By `historyKey`: those of other datasets that the tests compare with are among them. */
  readonly measurements: Measurements;
  /** The statements that served a test, in the order they were sent. */
  statementsOf(test: TestDefinition): readonly SentStatement[];
  /** How the rows that break a test can be found, and some of them; null where there is nothing to find. */
  failingRowsOf(test: TestDefinition): FailingRowsFound | null;
}

/** What the tests of a dataset need beside its own connection; absent: nothing. */
export interface Surroundings {
  /** Earlier structures that a test asked to know. */
  readonly pastOf?: (test: TestDefinition) => Known['past'];
  /** Opens another connection, or tells why it cannot be opened. */
  readonly open?: (id: ConnectionId) => Promise<OpenedConnection | Unmeasured>;
  /** What the databases are told about whoever asks. */
  readonly purpose?: string;
}

/**
 * Measures everything that `tests` (all on `dataset`) need, in one read-only snapshot and as few statements as
 * possible. Datasets of other connections are measured before, each connection in a snapshot of its own. What cannot
 * be measured is an outcome; only a database that cannot be used at all throws `SourceUnavailable`.
 */
export async function measureDataset(
  opened: OpenedConnection,
  dataset: string,
  tests: readonly TestDefinition[],
  signal: AbortSignal,
  { pastOf = () => ({}), open, purpose = 'run' }: Surroundings = {},
): Promise<DatasetMeasurement> {
  const measurements = new Map<string, Outcome>();
  const sent: Sent[] = [];
  const keep = (outcomes: Measurements) => outcomes.forEach((outcome, key) => measurements.set(key, outcome));

  /** What the tests want of one connection, in the two steps in which they can tell it. */
  const steps: readonly ((test: TestDefinition) => readonly NamedMetric[])[] = [
    (test) => preparationOf(test, pastOf(test)),
    (test) => {
      const known = knownOf(test, pastOf(test), measurements);
      return 'code' in known ? [] : metricsOf(test, known);
    },
  ];
  const measureIn = async (snapshot: Snapshot, { connector, connection, target }: OpenedConnection) => {
    const scanner = new PlaceScanner(connector, target, snapshot, sent);
    for (const step of steps) keep(await scanner.measure(wishesOf(tests, step, connection.id)));
    return scanner;
  };

  const measureOther = async (id: ConnectionId): Promise<Unmeasured | null> => {
    const other = await open!(id);
    if (!('connector' in other)) return other;
    try {
      await other.connector.withSnapshot(other.target, { signal, purpose }, (snapshot) =>
        measureIn(snapshot, other),
      );
      return null;
    } catch (error) {
      if (error instanceof SourceUnavailable) return error.reason;
      throw error;
    }
  };
  for (const id of otherConnections(tests, steps, opened.connection.id)) {
    const reason = await measureOther(id);
    if (reason === null) continue;
    for (const step of steps)
      for (const { metrics } of wishesOf(tests, step, id)) keep(unmeasured(metrics, reason));
  }

  const streams = streamsOf(tests, steps[1]!);
  for (const [id, wishes] of streams) {
    if (id === null) continue;
    const other = await open!(id);
    const between = (here: OpenSnapshot, there: OpenSnapshot) => measureStreams(wishes, here, there, sent);
    const found =
      'connector' in other
        ? await withPair(opened, other, { signal, purpose }, between)
        : { ...other, message: `reference: ${other.message}` };
    if (!('code' in found)) keep(found);
    else for (const { metrics } of wishes) keep(unmeasured(metrics, found));
  }

  const { connector, target } = opened;
  return connector.withSnapshot(
    target,
    { signal, purpose, dataset: PlaceScanner.nameOf(dataset, connector) },
    async (snapshot) => {
      const scanner = await measureIn(snapshot, opened);
      const here = { ...opened, snapshot };
      keep(await measureStreams(streams.get(null) ?? [], here, here, sent));
      const found = new Map<TestDefinition, FailingRowsFound | null>();
      for (const test of tests)
        found.set(test, await failingRowsOf(test, steps[1]!(test), measurements, scanner));
      return {
        takenAt: snapshot.takenAt,
        engineVersion: snapshot.engineVersion,
        measurements,
        statementsOf: (test) => {
          const keys = steps.flatMap((step) => step(test).map(({ historyKey }) => historyKey));
          return sent
            .filter((one) => keys.some((key) => one.keys.has(key)))
            .map(({ statement }) => statement);
        },
        failingRowsOf: (test) => found.get(test) ?? null,
      };
    },
  );
}

function wishesOf(
  tests: readonly TestDefinition[],
  step: (test: TestDefinition) => readonly NamedMetric[],
  connectionId: ConnectionId,
): readonly Wish[] {
  return tests.flatMap((test) => {
    const metrics = step(test).filter(({ place }) => place.connectionId === connectionId);
    return metrics.length === 0 ? [] : [{ test, metrics }];
  });
}

/** The connections of other places; which they are does not depend on what the preparation measures. */
const otherConnections = (
  tests: readonly TestDefinition[],
  steps: readonly ((test: TestDefinition) => readonly NamedMetric[])[],
  own: ConnectionId,
): ReadonlySet<ConnectionId> =>
  new Set(
    tests
      .flatMap((test) => [...steps.flatMap((step) => step(test)), ...metricsOf(test)])
      .map(({ place }) => place.connectionId)
      .filter((id) => id !== own),
  );

const unmeasured = (metrics: readonly NamedMetric[], reason: Unmeasured): Measurements =>
  new Map(metrics.map(({ historyKey }) => [historyKey, { kind: 'unmeasured', reason }]));
