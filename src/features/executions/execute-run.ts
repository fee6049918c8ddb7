import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConnectionNotFound, Unavailable } from '../../core/errors.ts';
import type { ExecutionResult } from '../../core/execution.ts';
import type { ConnectionId, RunId } from '../../core/ids.ts';
import type { JobAttempt, JobPayload } from '../../core/jobs.ts';
import type { Known, PastValue } from '../../core/kinds/kind.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import type { QualityTest, TestDefinition } from '../../core/quality-test.ts';
import { errored, judgeTest } from '../../core/verdict/judge-test.ts';
import { historyOf } from '../../core/verdict/past-values.ts';
import { remembersOf } from '../../core/verdict/wanted-metrics.ts';
import { Clock } from '../../ports/clock.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import type { Claim } from '../../ports/execution-ledger.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';
import { TestStore } from '../../ports/test-store.ts';
import { OpenConnection, type OpenedConnection } from '../connections/open-connection.ts';
import { whenCalm } from './back-off.ts';
import { ClaimKeeper } from './claim-keeper.ts';
import { measureDataset } from './measure-dataset.ts';
import { throwIfWorthWaiting } from './worth-waiting.ts';

/**
 * Executes the tests of one run on one dataset: claim, measure, judge, record. An abort of `signal` (the process
 * is going down) gives the executions back and throws `Unavailable`, so that another worker takes them. So does, before
 * the last attempt of a run that nobody waits for, a source that does not answer. A database that is busier than its
 * connection allows makes it throw `Postponed`, for as long as the connection is patient.
 */
export class ExecuteRun extends Command<void> {
  constructor(
    readonly job: JobPayload<'executeRun'>,
    readonly signal: AbortSignal,
    readonly attempt: JobAttempt,
  ) {
    super();
  }
}

@CommandHandler(ExecuteRun)
export class ExecuteRunHandler implements ICommandHandler<ExecuteRun> {
  constructor(
    private readonly keeper: ClaimKeeper,
    private readonly executions: ExecutionReader,
    private readonly tests: TestStore,
    private readonly connections: OpenConnection,
    private readonly clock: Clock,
  ) {}

  async execute({ job, signal, attempt }: ExecuteRun): Promise<void> {
    await this.keeper.hold(job, signal, async (claims, stop) => {
      const startedAt = this.clock.now();
      const results = await this.resultsOf(job, claims, stop);
      if (!attempt.isLast) throwIfWorthWaiting(claims, results);
      const finishedAt = this.clock.now();
      return claims.map((claim, i) => ({ claim, result: results[i]!, startedAt, finishedAt }));
    });
  }

  private async resultsOf(
    job: JobPayload<'executeRun'>,
    claims: readonly Claim[],
    stop: AbortSignal,
  ): Promise<readonly ExecutionResult[]> {
    const [stored, opened] = await Promise.all([
      this.tests.getMany(claims.map(({ execution }) => execution.testId)),
      this.openWhenCalm(job.connectionId, job.runId, claims, stop),
    ]);
    const byId = new Map(stored.map((test) => [test.id, test]));
    // a test that was moved to another dataset since it was queued is measured where it is now, by its next run
    const testOf = ({ execution }: Claim) => {
      const test = byId.get(execution.testId);
      return test?.connectionId === job.connectionId && test.dataset === job.dataset ? test : null;
    };
    const present = claims.flatMap((claim) => testOf(claim) ?? []);
    const judge =
      'connector' in opened && present.length > 0
        ? await this.measured(opened, job, present, claims, stop)
        : (test: QualityTest) => unmeasured(test, 'connector' in opened ? gone : opened);
    return claims.map((claim) => {
      const test = testOf(claim);
      return test ? judge(test) : unmeasured(null, gone);
    });
  }

  private async measured(
    opened: OpenedConnection,
    { dataset, runId }: JobPayload<'executeRun'>,
    tests: readonly QualityTest[],
    claims: readonly Claim[],
    stop: AbortSignal,
  ): Promise<(test: QualityTest) => ExecutionResult> {
    const pastOf = await this.structuresOf(tests);
    const measured = await measureDataset(opened, dataset, tests, stop, {
      pastOf,
      open: (id) => this.openWhenCalm(id, runId, claims, stop),
      purpose: purposeOf(runId),
    }).catch(reasonOf);
    if (!('measurements' in measured)) return (test) => unmeasured(test, measured);
    const { measurements, takenAt, engineVersion } = measured;
    const history = await this.historyOf(tests, takenAt);
    return (test) => {
      const failingRows = measured.failingRowsOf(test);
      return {
        ...judgeTest(test, measurements, { measuredAt: takenAt, history: history(test), past: pastOf(test) }),
        testVersion: test.version,
        statements: measured.statementsOf(test),
        engineVersion,
        measuredAt: takenAt,
        failingRowsSql: failingRows?.sql ?? null,
        sample: failingRows?.sample ?? null,
      };
    };
  }

  private async openWhenCalm(
    id: ConnectionId,
    runId: RunId,
    claims: readonly Claim[],
    signal: AbortSignal,
  ): Promise<OpenedConnection | Unmeasured> {
    const opened = await this.connections.byId(id).catch(reasonOf);
    if (!('connector' in opened)) return opened;
    const queuedAt = Math.min(...claims.map(({ execution }) => execution.queuedAt.getTime()));
    const waitedMs = this.clock.now().getTime() - queuedAt;
    return whenCalm(opened, { signal, purpose: purposeOf(runId), waitedMs });
  }

  /** What the tests want to know of earlier executions before they are measured. */
  private async structuresOf(tests: readonly QualityTest[]) {
    const found = new Map<TestDefinition, Known['past']>();
    const now = this.clock.now();
    for (const test of tests)
      for (const { name, key, wanted } of remembersOf(test)) {
        const structures = await this.executions.structures({ testId: test.id, key, wanted }, now);
        found.set(test, { ...found.get(test), [name]: structures });
      }
    return (test: TestDefinition) => found.get(test) ?? {};
  }

  private async historyOf(tests: readonly QualityTest[], before: Date) {
    const found = new Map<QualityTest, { [name: string]: readonly PastValue[] }>();
    for (const test of tests)
      for (const { name, historyKey: key, wanted } of historyOf(test, before)) {
        const values = await this.executions.history({ testId: test.id, key, wanted }, before);
        found.set(test, { ...found.get(test), [name]: values });
      }
    return (test: QualityTest) => found.get(test) ?? {};
  }
}

/** Databases show it with every statement. */
const purposeOf = (runId: RunId) => `run=${runId}`;

const gone: Unmeasured = {
  code: 'MISSING_TEST',
  message: 'the test was deleted, or moved to another dataset, after this run was requested',
};

const unmeasured = (test: QualityTest | null, reason: Unmeasured): ExecutionResult => ({
  ...errored(reason),
  testVersion: test?.version ?? null,
  statements: [],
  engineVersion: null,
  measuredAt: null,
  failingRowsSql: null,
  sample: null,
});

/** What keeps a whole dataset from being measured is a result; anything else is our own failure and is thrown. */
function reasonOf(error: unknown): Unmeasured {
  if (error instanceof SourceUnavailable) return error.reason;
  if (error instanceof ConnectionNotFound)
    return { code: 'MISSING_CONNECTION', message: 'the connection was deleted after this run was requested' };
  if (error instanceof Unavailable && (error.code === 'SECRETS_UNREADABLE' || error.code === 'NO_CONNECTOR'))
    return { code: error.code, message: error.message };
  throw error;
}
