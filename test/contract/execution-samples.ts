import type { ExecutionResult, QueuedExecution } from '../../src/core/execution.ts';
import {
  executionIdOf,
  newConnectionId,
  newRunId,
  newTestId,
  type ConnectionId,
  type TestId,
} from '../../src/core/ids.ts';
import type { Claim, ExecutionLedger, FinishedExecution } from '../../src/ports/execution-ledger.ts';

export const aLease = { worker: 'worker-1', leaseMs: 60_000, maxAttempts: 3 };
/** A lease that has run out as soon as it is given. */
export const expiredLease = { ...aLease, leaseMs: 0 };

export const someTests = (n: number): readonly TestId[] =>
  Array.from({ length: n }, () => newTestId(new Date()));

const aConnection: ConnectionId = newConnectionId(new Date());

/** The queued executions of one run, one for each test. */
export function aRun(
  tests: readonly TestId[],
  { at = new Date(), ...fields }: Partial<QueuedExecution> & { readonly at?: Date } = {},
): readonly QueuedExecution[] {
  const runId = newRunId(at);
  return tests.map((testId, i) => ({
    id: executionIdOf(runId, testId),
    runId,
    testId,
    testName: `test ${i}`,
    kind: 'volume',
    connectionId: aConnection,
    dataset: 'public.orders',
    tags: ['daily', 'sales'],
    trigger: 'manual',
    queuedAt: at,
    ...fields,
  }));
}

export const aResult = (fields: Partial<ExecutionResult> = {}): ExecutionResult => ({
  status: 'passed',
  message: '12 rows, at least 10 expected',
  errorCode: null,
  testVersion: 3,
  observed: { rowCount: 12 },
  expected: { fail: { minRows: 10 } },
  rowsTested: 12,
  statements: [
    {
      purpose: 'scan',
      sql: 'select count(*) from "public"."orders"',
      parameters: [1, 'a'],
      durationMs: 2.5,
      sharedBy: 4,
    },
  ],
  engineVersion: 'PostgreSQL 18.4',
  measuredAt: new Date('2026-03-04T05:06:07.089Z'),
  metrics: [{ name: 'rowCount', key: 'the key', value: 12 }],
  failingRowsSql: null,
  sample: null,
  groups: null,
  ...fields,
});

export const finishOf = (
  claim: Claim,
  fields: Partial<ExecutionResult> = {},
  startedAt = new Date('2026-03-04T05:06:07.000Z'),
  durationMs = 250,
): FinishedExecution => ({
  claim,
  result: aResult(fields),
  startedAt,
  finishedAt: new Date(startedAt.getTime() + durationMs),
});

export const claimAll = (ledger: ExecutionLedger, run: readonly QueuedExecution[], lease = aLease) =>
  ledger.claim(
    run[0]!.runId,
    run.map(({ id }) => id),
    lease,
  );

/** Enqueues, claims and finishes a run, every execution with the same result. */
export async function record(
  ledger: ExecutionLedger,
  run: readonly QueuedExecution[],
  fields: Partial<ExecutionResult> = {},
  startedAt?: Date,
): Promise<void> {
  await ledger.enqueue(run);
  const claims = await claimAll(ledger, run);
  await ledger.finish(claims.map((claim) => finishOf(claim, fields, startedAt)));
}
