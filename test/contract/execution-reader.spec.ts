import { MalformedCursor } from '../../src/core/errors.ts';
import type { Execution } from '../../src/core/execution.ts';
import { executionIdOf, newConnectionId, newRunId, newTestId, type ExecutionId } from '../../src/core/ids.ts';
import type { ExecutionFilter } from '../../src/ports/execution-reader.ts';
import { aRun, claimAll, finishOf, record, someTests } from './execution-samples.ts';
import { executionStores, type ExecutionStores } from './execution-stores.ts';

describe.each(executionStores)('ExecutionReader in $name', ({ open }) => {
  let stores: ExecutionStores;
  let ledger: ExecutionStores['ledger'];
  let reader: ExecutionStores['reader'];
  beforeAll(async () => {
    stores = await open();
    ({ ledger, reader } = stores);
  });
  afterAll(() => stores.close());

  /** All pages of `limit`, one after the other. */
  async function pagesOf(filter: ExecutionFilter, limit: number): Promise<readonly (readonly Execution[])[]> {
    const pages: (readonly Execution[])[] = [];
    let cursor: string | null = null;
    do {
      const page = await reader.list(filter, { limit, cursor });
      pages.push(page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && pages.length < 100);
    return pages;
  }
  const idsOf = (executions: readonly { readonly id: ExecutionId }[]) => executions.map(({ id }) => id);
  const newestFirst = (executions: readonly { readonly id: ExecutionId }[]) =>
    idsOf(executions).sort().reverse();
  const listed = async (filter: ExecutionFilter) =>
    idsOf((await reader.list(filter, { limit: 100, cursor: null })).items);

  it('finds nothing under ids that were never given, whatever time they carry', async () => {
    const runId = newRunId(new Date());
    expect(await reader.get(executionIdOf(runId, newTestId(new Date())))).toBeNull();
    expect(await reader.get('ffffffff-ffff-7fff-bfff-ffffffffffff' as ExecutionId)).toBeNull();
    expect(await reader.get('00000000-0000-7000-8000-000000000000' as ExecutionId)).toBeNull();
    expect(await reader.ofRun(runId)).toEqual([]);
    expect(await listed({ runId })).toEqual([]);
  });

  it('pages newest first, also over executions that were queued in the same millisecond', async () => {
    const dataset = 'pages.ties';
    const at = (ms: number) => new Date(Date.UTC(2026, 4, 31, 23, 59, 59, 990) + ms);
    const runs = [0, 1, 1, 5, 11].flatMap((ms) => [...aRun(someTests(3), { at: at(ms), dataset })]);
    await ledger.enqueue(runs);
    for (const limit of [1, 2, 5, 14, 15, 16]) {
      const pages = await pagesOf({ dataset }, limit);
      expect(idsOf(pages.flat())).toEqual(newestFirst(runs));
      expect(pages).toHaveLength(Math.ceil(runs.length / limit));
    }
  });

  it('keeps pages stable while newer executions arrive', async () => {
    const dataset = 'pages.growing';
    const [older, newer] = [
      aRun(someTests(4), { dataset }),
      aRun(someTests(2), { dataset, at: new Date(Date.now() + 5) }),
    ];
    await ledger.enqueue(older);
    const first = await reader.list({ dataset }, { limit: 2, cursor: null });
    await ledger.enqueue(newer);
    const second = await reader.list({ dataset }, { limit: 2, cursor: first.nextCursor });
    expect(idsOf([...first.items, ...second.items])).toEqual(newestFirst(older));
    expect(second.nextCursor).toBeNull();
  });

  it('lists what meets every condition', async () => {
    const connectionId = newConnectionId(new Date());
    const at = new Date('2026-02-28T12:00:00.000Z');
    const [first, second] = [1, 2].map((hour) =>
      aRun(someTests(3), {
        at: new Date(at.getTime() + hour * 3_600_000),
        connectionId,
        dataset: `filters.${hour}`,
      }),
    );
    await ledger.enqueue([...first!, ...second!]);
    const [failed, passed] = await claimAll(ledger, first!.slice(0, 2));
    await ledger.finish([finishOf(failed!, { status: 'failed' }), finishOf(passed!)]);
    const open = newestFirst([first![2]!, ...second!]);

    expect(await listed({ connectionId })).toEqual(newestFirst([...first!, ...second!]));
    expect(await listed({ runId: second![0]!.runId })).toEqual(newestFirst(second!));
    expect(await listed({ testId: first![1]!.testId })).toEqual([first![1]!.id]);
    expect(await listed({ connectionId, dataset: 'filters.2' })).toEqual(newestFirst(second!));
    expect(await listed({ connectionId, status: ['failed'] })).toEqual([failed!.execution.id]);
    expect(await listed({ connectionId, status: ['passed'] })).toEqual([passed!.execution.id]);
    expect(await listed({ connectionId, status: ['queued', 'running'] })).toEqual(open);
    expect(await listed({ connectionId, status: ['failed', 'queued'] })).toEqual(
      newestFirst([failed!.execution, first![2]!, ...second!]),
    );
    expect(await listed({ connectionId, status: ['failed'], dataset: 'filters.2' })).toEqual([]);
    expect(await listed({ connectionId, status: [] })).toEqual([]);
    expect(await listed({ connectionId, dataset: 'nul\0' })).toEqual([]);
  });

  it('takes the start of a time range in, and leaves its end out', async () => {
    const dataset = 'ranges';
    const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
    const [first, second, third] = [0, 1, 2].map((ms) => aRun(someTests(1), { at: at(ms), dataset }));
    await ledger.enqueue([...first!, ...second!, ...third!]);
    expect(await listed({ dataset, from: at(1) })).toEqual(newestFirst([...second!, ...third!]));
    expect(await listed({ dataset, to: at(1) })).toEqual(newestFirst(first!));
    expect(await listed({ dataset, from: at(1), to: at(2) })).toEqual(newestFirst(second!));
    expect(await listed({ dataset, from: new Date(-8.64e15), to: new Date(8.64e15) })).toHaveLength(3);
  });

  it.each([
    'x',
    '',
    '%%%',
    Buffer.from('{"q":"2026-13-01T00:00:00.000Z","i":"no"}').toString('base64url'),
    Buffer.from('null').toString('base64url'),
  ])('refuses the cursor %j, which it never gave out', async (cursor) => {
    await expect(reader.list({}, { limit: 1, cursor })).rejects.toThrow(MalformedCursor);
  });

  it('reads a run by the names of its tests', async () => {
    const names = ['b', 'a', 'C', 'ä'];
    const run = aRun(someTests(4)).map((execution, i) => ({ ...execution, testName: names[i]! }));
    await ledger.enqueue(run);
    expect((await reader.ofRun(run[0]!.runId)).map(({ testName }) => testName)).toEqual(['C', 'a', 'b', 'ä']);
  });

  it('reads past values newest first, each key by itself', async () => {
    const [test, other] = someTests(2);
    const day = (n: number) => new Date(Date.UTC(2026, 5, n));
    const value = (n: number, key: string, testId = test!) =>
      record(ledger, aRun([testId], { at: day(n) }), {
        measuredAt: day(n),
        metrics: [
          { name: 'rowCount', key, value: n },
          { name: 'newestTimestamp', key: `${key} newest`, value: null },
        ],
      });
    for (const n of [3, 1, 2, 4]) await value(n, 'a');
    await value(5, 'b');
    await value(6, 'a', other);

    const history = (key: string, last: number, before = day(30)) =>
      reader.history({ testId: test!, key, wanted: last }, before);
    expect(await history('a', 3)).toEqual([4, 3, 2].map((n) => ({ measuredAt: day(n), value: n })));
    expect(await history('a', 9, day(3))).toEqual([2, 1].map((n) => ({ measuredAt: day(n), value: n })));
    expect(await history('b', 9)).toEqual([{ measuredAt: day(5), value: 5 }]);
    expect(await history('a newest', 1)).toEqual([{ measuredAt: day(4), value: null }]);
    expect(await history('c', 9)).toEqual([]);
  });

  describe('past values nearest to a moment', () => {
    const minute = (n: number) => new Date(Date.UTC(2026, 7, 1, 12, n));
    const moment = (at: number, from: number, to: number) => ({
      at: minute(at),
      from: minute(from),
      to: minute(to),
    });
    const [test, other] = someTests(2);
    const nearest = async (moments: readonly ReturnType<typeof moment>[], before = minute(59)) => {
      const wanted = { nearest: moments };
      const values = await reader.history({ testId: test!, key: 'near', wanted }, before);
      for (const { measuredAt, value } of values) expect(measuredAt).toEqual(minute(value!));
      return values.map(({ value }) => value);
    };

    beforeAll(async () => {
      const store = (n: number, testId = test!, value: number | null = n, key = 'near') =>
        record(ledger, aRun([testId], { at: minute(n) }), {
          measuredAt: minute(n),
          metrics: [{ name: 'rows', key, value }],
        });
      for (const n of [10, 30, 20, 40]) await store(n);
      await store(24, test, null);
      await store(26, other);
      await store(27, test, 27, 'another');
    });

    it.each([
      ['at it', [20, 0, 59], [20]],
      ['before it', [24, 0, 59], [20]],
      ['after it', [26, 0, 59], [30]],
      ['the newer one of two as near', [25, 0, 59], [30]],
      ['the last one', [58, 0, 59], [40]],
      ['the first one', [1, 0, 59], [10]],
      ['at the start of the span', [22, 20, 59], [20]],
      ['none beyond the start of the span', [22, 21, 59], [30]],
      ['none at the end of the span', [28, 0, 30], [20]],
      ['none at all', [25, 21, 30], []],
      ['none in a span that is empty', [20, 20, 20], []],
    ] as const)('%s', async (_, [at, from, to], values) => {
      expect(await nearest([moment(at, from, to)])).toEqual(values);
    });

    it('come in the order of the moments, each for itself', async () => {
      const moments = [moment(12, 0, 59), moment(25, 21, 29), moment(39, 0, 59), moment(11, 0, 59)];
      expect(await nearest(moments)).toEqual([10, 40, 10]);
      expect(await nearest([])).toEqual([]);
    });

    it('are from before the snapshot', async () => {
      expect(await nearest([moment(40, 0, 59)], minute(40))).toEqual([30]);
      expect(await nearest([moment(40, 35, 59)], minute(40))).toEqual([]);
    });
  });

  it('keeps long keys apart, and takes no values from executions that could not be measured', async () => {
    const [test] = someTests(1);
    const key = (end: string) => `${'k'.repeat(20_000)}\0${end}`;
    const metrics = [{ name: 'rowCount', key: key('1'), value: 7 }];
    await record(ledger, aRun([test!]), { metrics });
    await record(ledger, aRun([test!]), { metrics, status: 'errored', errorCode: 'TIME_OUT' });
    await record(ledger, aRun([test!]), { metrics, measuredAt: null });
    const history = (end: string) =>
      reader.history({ testId: test!, key: key(end), wanted: 9 }, new Date('2100-01-01'));
    expect((await history('1')).map(({ value }) => value)).toEqual([7]);
    expect(await history('2')).toEqual([]);
  });

  it('answers the latest verdict of each test, in whatever order executions finish', async () => {
    const [test, never] = someTests(2);
    const [older, newer] = [1, 2].map((n) => aRun([test!], { at: new Date(Date.UTC(2026, 6, n)) }));
    expect(await reader.latest([test!, never!])).toEqual([]);
    const finishedAt = new Date('2026-03-04T05:06:07.250Z');
    await record(ledger, newer!, { status: 'failed' });
    await record(ledger, older!);
    expect(await reader.latest([test!, never!])).toEqual([
      { testId: test, executionId: newer![0]!.id, status: 'failed', finishedAt },
    ]);
    const newest = aRun([test!], { at: new Date(Date.UTC(2026, 6, 3)) });
    await ledger.enqueue(newest);
    expect(await reader.latest([test!])).toMatchObject([{ status: 'failed' }]);
    await ledger.cancel(newest[0]!.runId);
    expect(await reader.latest([test!])).toMatchObject([{ status: 'cancelled', executionId: newest[0]!.id }]);
    expect(await reader.latest([])).toEqual([]);
  });

  it('pages through the tests whose latest verdict is of one status', async () => {
    const tests = [...someTests(5)].sort();
    await record(ledger, aRun(tests), { status: 'skipped' });
    await record(ledger, aRun([tests[1]!], { at: new Date(Date.now() + 10) }));
    const expected = tests.filter((_, i) => i !== 1);
    const page = (limit: number, after: (typeof tests)[number] | null) =>
      reader.testsWithStatus('skipped', { limit, after });
    expect(await page(10, null)).toEqual(expected);
    expect(await page(2, null)).toEqual(expected.slice(0, 2));
    expect(await page(10, expected[1]!)).toEqual(expected.slice(2));
    expect(await page(10, expected[3]!)).toEqual([]);
  });

  it('forgets deleted tests, also while an execution of them is under way; history stays', async () => {
    const [deleted, kept] = someTests(2);
    const past = aRun([deleted!, kept!], { at: new Date(Date.now() - 1000) });
    await record(ledger, past, { status: 'errored' });
    const underWay = aRun([deleted!]);
    await ledger.enqueue(underWay);
    await reader.forget([deleted!]);
    await reader.forget([deleted!, deleted!]);
    await reader.forget([]);
    expect((await reader.latest([deleted!, kept!])).map(({ testId }) => testId)).toEqual([kept]);
    await ledger.finish(
      (await claimAll(ledger, underWay)).map((claim) => finishOf(claim, { status: 'errored' })),
    );
    expect(await reader.latest([deleted!])).toEqual([]);
    const errored = await reader.testsWithStatus('errored', { limit: 100, after: null });
    expect(errored).toContain(kept);
    expect(errored).not.toContain(deleted);
    expect(await listed({ testId: deleted! })).toEqual([underWay[0]!.id, past[0]!.id]);
  });
});
