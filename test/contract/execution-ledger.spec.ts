import type { ExecutionResult } from '../../src/core/execution.ts';
import { executionIdOf, newRunId } from '../../src/core/ids.ts';
import type { Claim } from '../../src/ports/execution-ledger.ts';
import {
  aLease,
  aResult,
  aRun,
  claimAll,
  expiredLease,
  finishOf,
  record,
  someTests,
} from './execution-samples.ts';
import { executionStores, VERSION, type ExecutionStores } from './execution-stores.ts';

describe.each(executionStores)('ExecutionLedger in $name', ({ open }) => {
  let stores: ExecutionStores;
  let ledger: ExecutionStores['ledger'];
  let reader: ExecutionStores['reader'];
  beforeAll(async () => {
    stores = await open();
    ({ ledger, reader } = stores);
  });
  afterAll(() => stores.close());

  const queued = async (tests = 1, at = new Date()) => {
    const run = aRun(someTests(tests), { at });
    await ledger.enqueue(run);
    return run;
  };
  const statusesOf = async (run: readonly { readonly runId: ReturnType<typeof newRunId> }[]) =>
    (await reader.ofRun(run[0]!.runId)).map(({ status }) => status);

  it('reads back what was enqueued', async () => {
    const [execution] = await queued();
    expect(await reader.get(execution!.id)).toEqual({
      ...execution,
      status: 'queued',
      attempt: 0,
      startedAt: null,
      finishedAt: null,
      plumblineVersion: null,
      result: null,
    });
  });

  it('enqueues an id once, and leaves what is there as it is', async () => {
    const run = await queued(2);
    await claimAll(ledger, run);
    await ledger.enqueue([...run, ...run]);
    expect(await statusesOf(run)).toEqual(['running', 'running']);
    await ledger.enqueue([]);
  });

  it('enqueues for any time, long past or far ahead', async () => {
    for (const at of [new Date('2001-02-03T04:05:06.007Z'), new Date('2099-12-31T23:59:59.999Z')]) {
      const run = await queued(1, at);
      await ledger.finish((await claimAll(ledger, run)).map((claim) => finishOf(claim)));
      expect(await reader.get(run[0]!.id)).toMatchObject({ queuedAt: at, status: 'passed' });
    }
  });

  it('claims what is queued, once', async () => {
    const run = await queued(3);
    const claims = await claimAll(ledger, run.slice(0, 2));
    expect(claims.map(({ execution }) => execution).sort(byTestName)).toEqual(run.slice(0, 2));
    expect((await claimAll(ledger, run)).map(({ execution }) => execution)).toEqual([run[2]]);
    expect(await claimAll(ledger, run)).toEqual([]);
    expect(await statusesOf(run)).toEqual(['running', 'running', 'running']);
  });

  it('claims only executions of the given run, and none that it does not know', async () => {
    const [mine, other] = [await queued(), await queued()];
    expect(await ledger.claim(mine[0]!.runId, [other[0]!.id], aLease)).toEqual([]);
    const nowhere = newRunId(new Date());
    expect(await ledger.claim(nowhere, [executionIdOf(nowhere, mine[0]!.testId)], aLease)).toEqual([]);
  });

  it('gives every execution to exactly one of many workers that claim at once', async () => {
    const run = await queued(40);
    const shuffled = () => [...run].sort(() => Math.random() - 0.5);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => claimAll(ledger, shuffled(), { ...aLease, worker: `w${i}` })),
    );
    const claimed = answers.flat().map(({ execution }) => execution.id);
    expect(claimed.sort()).toEqual(run.map(({ id }) => id).sort());
  });

  it('records a result as it is', async () => {
    const run = await queued();
    const [claim] = await claimAll(ledger, run);
    const finished = finishOf(claim!, { rowsTested: 2 ** 40, status: 'warned' });
    expect(await ledger.finish([finished])).toEqual([run[0]!.id]);
    expect(await reader.get(run[0]!.id)).toEqual({
      ...run[0],
      status: 'warned',
      attempt: 1,
      startedAt: finished.startedAt,
      finishedAt: finished.finishedAt,
      plumblineVersion: VERSION,
      result: recorded(finished.result),
    });
    expect(await ledger.finish([])).toEqual([]);
  });

  it('records an execution once, whatever is repeated', async () => {
    const run = await queued();
    const [claim] = await claimAll(ledger, run);
    const first = finishOf(claim!, { status: 'failed' });
    expect(await ledger.finish([first, finishOf(claim!)])).toHaveLength(1);
    expect(await ledger.finish([finishOf(claim!)])).toEqual([]);
    expect(await statusesOf(run)).toEqual(['failed']);
  });

  it('lets a lease that ran out be claimed anew, which voids the old claim', async () => {
    const run = await queued();
    const [old] = await claimAll(ledger, run, expiredLease);
    const [current] = await claimAll(ledger, run, { ...aLease, worker: 'worker-2' });
    expect(current!.attempt).toBeGreaterThan(old!.attempt);
    expect(await ledger.heartbeat([old!], 60_000)).toEqual({ cancelled: [], lost: [run[0]!.id] });
    expect(await ledger.finish([finishOf(old!, { status: 'failed' })])).toEqual([]);
    await ledger.release([old!]);
    expect(await statusesOf(run)).toEqual(['running']);
    expect(await ledger.finish([finishOf(old!, { status: 'failed' }), finishOf(current!)])).toHaveLength(1);
    expect(await reader.get(run[0]!.id)).toMatchObject({ status: 'passed', attempt: 2 });
  });

  it('lets a worker finish whose lease ran out while nobody else claimed', async () => {
    const run = await queued();
    const [claim] = await claimAll(ledger, run, expiredLease);
    expect(await ledger.finish([finishOf(claim!)])).toHaveLength(1);
  });

  it('keeps a lease alive by heartbeats', async () => {
    const run = await queued();
    const [claim] = await claimAll(ledger, run, expiredLease);
    expect(await ledger.heartbeat([claim!], 60_000)).toEqual({ cancelled: [], lost: [] });
    expect(await claimAll(ledger, run)).toEqual([]);
    await ledger.finish([finishOf(claim!)]);
    expect(await ledger.heartbeat([claim!], 60_000)).toEqual({ cancelled: [], lost: [] });
    expect(await ledger.heartbeat([], 60_000)).toEqual({ cancelled: [], lost: [] });
  });

  it('gives up an execution whose workers were lost too often', async () => {
    const run = await queued();
    const claims: Claim[] = [];
    for (let i = 0; i < 3; i++) claims.push(...(await claimAll(ledger, run, expiredLease)));
    expect(claims).toHaveLength(3);
    expect(await claimAll(ledger, run)).toEqual([]);
    const read = await reader.get(run[0]!.id);
    expect(read).toMatchObject({
      status: 'errored',
      attempt: 3,
      finishedAt: expect.any(Date),
      result: {
        errorCode: 'WORKER_LOST',
        message: 'given up after 3 attempts: each time the worker was lost before it had a result',
        observed: {},
        expected: {},
        statements: [],
        metrics: [],
        rowsTested: null,
        measuredAt: null,
      },
    });
    expect(await ledger.heartbeat([claims[2]!], 60_000)).toEqual({ cancelled: [], lost: [run[0]!.id] });
    expect(await ledger.finish([finishOf(claims[2]!)])).toEqual([]);
    expect(await reader.latest([run[0]!.testId])).toMatchObject([{ status: 'errored' }]);
  });

  it('takes claims back as if they had not been claimed', async () => {
    const run = await queued();
    for (let i = 0; i < 5; i++) await ledger.release(await claimAll(ledger, run));
    expect(await reader.get(run[0]!.id)).toMatchObject({ status: 'queued', attempt: 0, startedAt: null });
    const [claim] = await claimAll(ledger, run);
    expect(await ledger.finish([finishOf(claim!)])).toHaveLength(1);
    await ledger.release([claim!]);
    await ledger.release([]);
    expect(await reader.get(run[0]!.id)).toMatchObject({ status: 'passed', attempt: 1 });
  });

  it('does not take back a later claim when an earlier one is given back twice', async () => {
    const run = await queued();
    const first = await claimAll(ledger, run);
    await ledger.release(first);
    const second = await claimAll(ledger, run);
    await ledger.release(first);
    expect(await ledger.finish(first.map((claim) => finishOf(claim)))).toEqual([]);
    expect(await ledger.finish(second.map((claim) => finishOf(claim)))).toHaveLength(1);
  });

  it('cancels what waits, and asks what runs to stop', async () => {
    const run = await queued(3);
    const [running, finished] = await claimAll(ledger, run.slice(0, 2));
    await ledger.finish([finishOf(finished!)]);
    expect(await ledger.cancel(run[0]!.runId)).toEqual({ cancelled: 1, cancelling: 1 });
    expect(await reader.get(run[2]!.id)).toMatchObject({
      status: 'cancelled',
      finishedAt: expect.any(Date),
      result: {
        errorCode: 'CANCELLED',
        message: 'the run was cancelled before this test was measured',
        rowsTested: null,
      },
    });
    expect(await ledger.heartbeat([running!], 60_000)).toEqual({
      cancelled: [running!.execution.id],
      lost: [],
    });
    expect(await ledger.cancel(run[0]!.runId)).toEqual({ cancelled: 0, cancelling: 1 });
    await ledger.finish([finishOf(running!, { status: 'failed' })]);
    expect((await reader.get(running!.execution.id))?.status).toBe('failed');
    expect(await ledger.cancel(run[0]!.runId)).toEqual({ cancelled: 0, cancelling: 0 });
  });

  it('says that there is no such run to cancel', async () => {
    expect(await ledger.cancel(newRunId(new Date()))).toBeNull();
  });

  it('does not start a cancelled execution anew when its worker gave it back or was lost', async () => {
    const [released, lost] = [await queued(), await queued()];
    const claims = await claimAll(ledger, released);
    await claimAll(ledger, lost, expiredLease);
    await ledger.cancel(released[0]!.runId);
    await ledger.cancel(lost[0]!.runId);
    await ledger.release(claims);
    expect(await claimAll(ledger, lost)).toEqual([]);
    expect([await statusesOf(released), await statusesOf(lost)]).toEqual([['cancelled'], ['cancelled']]);
  });

  it('keeps results with characters that databases refuse', async () => {
    const run = aRun(someTests(1), { testName: 'odd \0 name', tags: ['\udc00'] });
    await ledger.enqueue(run);
    const [claim] = await claimAll(ledger, run);
    const message = 'zero \0, half \ud83d, whole 😀, literal \\u0000 and \\\\ud83d';
    await ledger.finish([finishOf(claim!, { message, observed: { 'a\0': ['\ud83d', '"'] } })]);
    const read = (await reader.get(run[0]!.id))!;
    expect(read.result!.message.replace(/[\0\ud83d\ufffd](?![\udc00-\udfff])/g, '?')).toBe(
      'zero ?, half ?, whole 😀, literal \\u0000 and \\\\ud83d',
    );
    expect(Object.keys(read.result!.observed)).toHaveLength(1);
  });

  it('keeps exact numbers, and null where nothing was measured', async () => {
    const run = await queued();
    const nothing = { observed: {}, expected: {}, rowsTested: null, statements: [], metrics: [] };
    const result = aResult({
      ...nothing,
      status: 'errored',
      errorCode: 'TIME_OUT',
      testVersion: null,
      engineVersion: null,
      measuredAt: null,
    });
    const [claim] = await claimAll(ledger, run);
    await ledger.finish([{ ...finishOf(claim!), result }]);
    expect((await reader.get(run[0]!.id))?.result).toEqual(recorded(result));
    const precise = aRun(someTests(1));
    await record(ledger, precise, { rowsTested: Number.MAX_SAFE_INTEGER, observed: { ratio: 0.1 + 0.2 } });
    expect((await reader.get(precise[0]!.id))?.result).toMatchObject({
      rowsTested: Number.MAX_SAFE_INTEGER,
      observed: { ratio: 0.1 + 0.2 },
    });
  });
});

const byTestName = (a: { readonly testName: string }, b: { readonly testName: string }) =>
  a.testName < b.testName ? -1 : 1;

/** A result as it is read back: groups are for the review of incidents alone. */
const recorded = ({ groups: _, ...result }: ExecutionResult) => result;

describe.each(executionStores)('strays in $name', ({ open }) => {
  it('are executions that wait long or whose lease ran out, oldest first', async () => {
    const { ledger, close } = await open();
    try {
      const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
      const [old, older, fresh, held, lost, final] = [90, 120, 0, 100, 5, 110].map((minutes) =>
        aRun(someTests(1), { at: ago(minutes) }),
      );
      await ledger.enqueue([old, older, fresh, held, lost].flatMap((run) => run!));
      await record(ledger, final!);
      await claimAll(ledger, held!);
      await claimAll(ledger, lost!, expiredLease);
      expect(await ledger.strays(3_600_000, 10)).toEqual([...older!, ...old!, ...lost!]);
      expect(await ledger.strays(3_600_000, 2)).toEqual([...older!, ...old!]);
    } finally {
      await close();
    }
  });
});
