import { parseDataset } from '../../core/dataset.ts';
import { knownDurationMs } from '../../core/duration.ts';
import type { SentStatement } from '../../core/execution.ts';
import type { Outcome, Unmeasured } from '../../core/metrics/metric.ts';
import {
  measurementKey,
  outcomesOfFailure,
  outcomesOfRow,
  planScans,
  type Measurements,
  type Scan,
} from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { filterOf, metricsOf } from '../../core/verdict/judge-test.ts';
import type { StatementLimits } from '../../ports/connector.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';

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
  return connector.withSnapshot(target, { signal, purpose: 'run' }, async (snapshot) => {
    const measurements = new Map<string, Outcome>();
    const keep = (outcomes: Measurements) =>
      outcomes.forEach((outcome, key) => measurements.set(key, outcome));
    const sent: { readonly keys: ReadonlySet<string>; readonly statement: SentStatement }[] = [];

    const name = parseDataset(dataset, connector.dialect.defaultSchema);
    const columns = name && (await snapshot.columns(name));
    if (!name || !columns) {
      keep(
        allUnmeasured(tests, {
          code: 'MISSING_DATASET',
          message: `there is no table or view ${dataset}, or the login may not see it`,
        }),
      );
    } else {
      const safe = await withSafeFilters(tests, connector.filterProblem.bind(connector), keep);
      const plan = planScans(
        name,
        columns,
        safe.map((test) => ({
          filter: filterOf(test),
          metrics: metricsOf(test).map(({ metric }) => metric),
        })),
        connector.dialect.limits,
      );
      keep(plan.known);
      for (const scan of plan.scans) {
        const users = safe.filter((test) => serves(scan, test));
        const statement = connector.dialect.renderScalarSelect(scan.select);
        const outcome = await snapshot.send(statement, limitsOf(target.limits, users));
        keep(
          outcome.kind === 'failed'
            ? outcomesOfFailure(scan, outcome.reason)
            : outcomesOfRow(scan, outcome.rows[0] ?? []),
        );
        sent.push({
          keys: keysOf(scan),
          statement: {
            purpose: 'scan',
            sql: statement.text,
            parameters: statement.parameters,
            durationMs: outcome.durationMs,
            sharedBy: users.length,
          },
        });
      }
    }
    return {
      takenAt: snapshot.takenAt,
      engineVersion: snapshot.engineVersion,
      measurements,
      statementsOf: (test) =>
        sent
          .filter(({ keys }) => metricsOf(test).some(({ key }) => keys.has(key)))
          .map(({ statement }) => statement),
    };
  });
}

/** Checked on save and again here: a filter may have been stored by an older version, or written by other hands. */
async function withSafeFilters(
  tests: readonly TestDefinition[],
  filterProblem: (filter: string) => Promise<string | null>,
  keep: (outcomes: Measurements) => void,
): Promise<readonly TestDefinition[]> {
  const safe: TestDefinition[] = [];
  for (const test of tests) {
    const filter = filterOf(test);
    const problem = filter === null ? null : await filterProblem(filter);
    if (problem === null) safe.push(test);
    else keep(allUnmeasured([test], { code: 'UNSAFE_FILTER', message: `the filter is refused: ${problem}` }));
  }
  return safe;
}

const allUnmeasured = (tests: readonly TestDefinition[], reason: Unmeasured): Measurements =>
  new Map(
    tests.flatMap((test) => metricsOf(test).map(({ key }) => [key, { kind: 'unmeasured', reason } as const])),
  );

const keysOf = (scan: Scan): ReadonlySet<string> =>
  new Set(scan.metrics.map((metric) => measurementKey(scan.select.filter, metric)));

const serves = (scan: Scan, test: TestDefinition): boolean => {
  const keys = keysOf(scan);
  return metricsOf(test).some(({ key }) => keys.has(key));
};

/** A shared statement may take as long as the most patient of its tests allows. */
const limitsOf = (
  connection: { readonly statementTimeout: string; readonly lockTimeout: string },
  tests: readonly TestDefinition[],
): StatementLimits => ({
  statementTimeoutMs: Math.max(
    ...tests.map((test) => knownDurationMs(test.timeout ?? connection.statementTimeout)),
  ),
  lockTimeoutMs: knownDurationMs(connection.lockTimeout),
});
