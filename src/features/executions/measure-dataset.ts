import { parseDataset } from '../../core/dataset.ts';
import type { SentStatement } from '../../core/execution.ts';
import type { Outcome, Unmeasured } from '../../core/metrics/metric.ts';
import { planScans, type Measurements } from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { filterOf, metricsOf, userSqlOf } from '../../core/verdict/judge-test.ts';
import type { Connector } from '../../ports/connector.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';
import { Scanner, type Sent, type Wish } from './scanner.ts';

/** What one snapshot of a dataset told about its tests. */
export interface DatasetMeasurement {
  readonly takenAt: Date;
  readonly engineVersion: string;
  readonly measurements: Measurements;
  /** The statements that served a test, in the order they were sent. */
  statementsOf(test: TestDefinition): readonly SentStatement[];
}

/**
 * Measures everything that `tests` (all on `dataset`) need, in one read-only snapshot and as few statements as
 * possible. What cannot be measured is an outcome; only a database that cannot be used at all throws
 * `SourceUnavailable`.
 */
export function measureDataset(
  { connector, target }: OpenedConnection,
  dataset: string,
  tests: readonly TestDefinition[],
  signal: AbortSignal,
): Promise<DatasetMeasurement> {
  const name = parseDataset(dataset, connector.dialect.defaultSchema);
  return connector.withSnapshot(target, { signal, purpose: 'run', dataset: name }, async (snapshot) => {
    const measurements = new Map<string, Outcome>();
    const keep = (outcomes: Measurements) =>
      outcomes.forEach((outcome, key) => measurements.set(key, outcome));
    const wishes = tests.map((test) => ({ test, metrics: metricsOf(test) }));
    const sent: Sent[] = [];

    const columns = name && (await snapshot.columns(name));
    if (!name || !columns) keep(allUnmeasured(wishes, missing(dataset)));
    else {
      const safe = await safeWishes(wishes, connector, keep);
      const requests = safe.map(({ test, metrics }) => ({
        filter: filterOf(test),
        metrics: metrics.map(({ metric }) => metric),
      }));
      const plan = planScans(name, columns, requests, connector.dialect.limits);
      keep(plan.known);
      const scanner = new Scanner(connector.dialect, snapshot, target.limits, safe, sent);
      for (const scan of plan.scans) keep(await scanner.measure(scan));
    }
    return {
      takenAt: snapshot.takenAt,
      engineVersion: snapshot.engineVersion,
      measurements,
      statementsOf: (test) => {
        const keys = wishes.find((wish) => wish.test === test)?.metrics.map(({ key }) => key) ?? [];
        return sent.filter((one) => keys.some((key) => one.keys.has(key))).map(({ statement }) => statement);
      },
    };
  });
}

/** Checked on save and again here: SQL may have been stored by an older version, or written by other hands. */
async function safeWishes(
  wishes: readonly Wish[],
  connector: Connector,
  keep: (outcomes: Measurements) => void,
): Promise<readonly Wish[]> {
  const safe: Wish[] = [];
  for (const wish of wishes) {
    const problem = await problemOf(wish.test, connector);
    if (problem === null) safe.push(wish);
    else keep(allUnmeasured([wish], { code: 'UNSAFE_FILTER', message: problem }));
  }
  return safe;
}

async function problemOf(test: TestDefinition, connector: Connector): Promise<string | null> {
  for (const { path, sql } of userSqlOf(test)) {
    const problem = await connector.filterProblem(sql);
    if (problem !== null) return `the ${path} is refused: ${problem}`;
  }
  return null;
}

const missing = (dataset: string): Unmeasured => ({
  code: 'MISSING_DATASET',
  message: `there is no table or view ${dataset}, or the login may not see it`,
});

const allUnmeasured = (wishes: readonly Wish[], reason: Unmeasured): Measurements =>
  new Map(
    wishes.flatMap(({ metrics }) => metrics.map(({ key }) => [key, { kind: 'unmeasured', reason }] as const)),
  );
