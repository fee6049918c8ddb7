import type { ExecutionResult } from '../../src/core/execution.ts';
import { executionIdOf, newRunId, type TestId } from '../../src/core/ids.ts';
import type { Sample } from '../../src/core/verdict/samples.ts';
import { aRun, claimAll, expiredLease, finishOf, record, someTests } from './execution-samples.ts';
import { executionStores, type ExecutionStores } from './execution-stores.ts';

const aSample = (fields: Partial<Sample> = {}): Sample => ({
  columns: ['id', 'e-mail', 'a"b'],
  rows: [
    ['10', null, 'ä\n'],
    ['9', 'a•••m', ''],
    ['9', 'a•••m', 'null'],
  ],
  keepFor: '7d',
  ...fields,
});

describe.each(executionStores)('structures and samples in $name', ({ open }) => {
  let stores: ExecutionStores;
  let ledger: ExecutionStores['ledger'];
  let reader: ExecutionStores['reader'];
  beforeAll(async () => {
    stores = await open();
    ({ ledger, reader } = stores);
  });
  afterAll(() => stores.close());

  /** The id of an execution of its own test, recorded just now unless told otherwise. */
  const recorded = async (fields: Partial<ExecutionResult>, startedAt = new Date()) => {
    const run = aRun(someTests(1));
    await record(ledger, run, fields, startedAt);
    return run[0]!;
  };

  describe('structures', () => {
    const histogram = (n: number) => ({ edges: ['0', '1.50'], counts: [n, 0, n / 3], more: [{ x: null }] });
    const day = (n: number) => new Date(Date.UTC(2026, 5, n));
    const end = new Date('2100-01-01');

    async function measured(test: TestId, n: number, key = 'k', fields: Partial<ExecutionResult> = {}) {
      const [execution] = aRun([test], { at: day(n) });
      const metrics = [{ name: 'now', key, value: null, structure: histogram(n) }];
      await record(ledger, [execution!], { measuredAt: day(n), metrics, ...fields });
      return execution!.id;
    }
    const last = (test: TestId, n: number, before = end, key = 'k') =>
      reader.structures({ testId: test, key, wanted: { last: n } }, before);

    it('stand among the metrics of an execution, in their order, and not in lists', async () => {
      const metrics = [
        { name: 'rows', key: 'r', value: 12 },
        { name: 'now', key: 'h', value: null, structure: histogram(1) },
        { name: 'columns', key: 'c', value: null, structure: ['id', 'name'] },
        { name: 'empty', key: 'e', value: null },
      ];
      const { id, runId, testId } = await recorded({ metrics });
      const plain = metrics.map(({ name, key, value }) => ({ name, key, value }));
      expect((await reader.get(id))?.result?.metrics).toEqual(metrics);
      const page = await reader.list({ testId }, { limit: 1, cursor: null });
      expect(page.items[0]?.result?.metrics).toEqual(plain);
      expect((await reader.ofRun(runId))[0]?.result?.metrics).toEqual(plain);
    });

    it('are no values of a metric', async () => {
      const { testId } = await recorded({
        metrics: [
          { name: 'now', key: 'both', value: null, structure: [1] },
          { name: 'rows', key: 'both', value: 7 },
        ],
      });
      const values = await reader.history({ testId, key: 'both', wanted: 9 }, end);
      expect(values.map(({ value }) => value)).toEqual([7]);
    });

    it('are read newest first, each key and test by itself, from before a moment', async () => {
      const [test, other] = someTests(2);
      const ids: string[] = [];
      for (const n of [2, 1, 4, 3]) ids[n] = await measured(test!, n);
      await measured(other!, 5);
      await measured(test!, 6, 'another');
      const past = (n: number) => ({ executionId: ids[n], measuredAt: day(n), value: histogram(n) });
      expect(await last(test!, 2)).toEqual([past(4), past(3)]);
      expect(await last(test!, 9, day(3))).toEqual([past(2), past(1)]);
      expect(await last(test!, 9, end, 'another')).toHaveLength(1);
      expect(await last(test!, 9, end, 'none')).toEqual([]);
    });

    it('are read of one execution', async () => {
      const [test, other] = someTests(2);
      const id = await measured(test!, 1);
      await measured(test!, 2);
      const elsewhere = await measured(other!, 1);
      const of = (executionId: string, key = 'k', before = end) =>
        reader.structures({ testId: test!, key, wanted: { executionId } }, before);
      expect(await of(id)).toEqual([{ executionId: id, measuredAt: day(1), value: histogram(1) }]);
      expect(await of(id, 'another')).toEqual([]);
      expect(await of(id, 'k', day(1))).toEqual([]);
      expect(await of(elsewhere)).toEqual([]);
      expect(await of(executionIdOf(newRunId(day(1)), test!))).toEqual([]);
      expect(await of('no id')).toEqual([]);
    });

    it('are not those of executions that could not be measured', async () => {
      const [test] = someTests(1);
      await measured(test!, 1, 'k', { status: 'errored', errorCode: 'TIME_OUT' });
      await measured(test!, 2, 'k', { measuredAt: null });
      expect(await last(test!, 9)).toEqual([]);
    });

    it('are kept under keys of any length', async () => {
      const [test] = someTests(1);
      const key = `${'k'.repeat(20_000)}\0`;
      const id = await measured(test!, 1, `${key}1`);
      expect(await last(test!, 9, end, `${key}1`)).toMatchObject([{ executionId: id }]);
      expect(await last(test!, 9, end, `${key}2`)).toEqual([]);
      expect((await reader.get(id))?.result?.metrics).toMatchObject([{ structure: histogram(1) }]);
    });
  });

  describe('samples', () => {
    it('are kept beside the execution, which tells how many there are and until when', async () => {
      const startedAt = new Date(Date.now() - 10_000);
      const sample = aSample({ keepFor: '1d12h' });
      const { id, testId } = await recorded({ sample, failingRowsSql: 'SELECT 1' }, startedAt);
      const expiresAt = new Date(startedAt.getTime() + 250 + 36 * 3_600_000);
      expect((await reader.get(id))?.result).toMatchObject({
        failingRowsSql: 'SELECT 1',
        sample: { rows: 3, expiresAt },
      });
      expect(await reader.sample(id)).toEqual({ columns: sample.columns, rows: sample.rows, expiresAt });
      const { items } = await reader.list({ testId }, { limit: 1, cursor: null });
      expect(items[0]?.result).toMatchObject({ failingRowsSql: 'SELECT 1', sample: null });
    });

    it('are not there where none were taken, or no row was', async () => {
      for (const sample of [null, aSample({ rows: [] })]) {
        const { id } = await recorded({ sample });
        expect((await reader.get(id))?.result).toMatchObject({ failingRowsSql: null, sample: null });
        expect(await reader.sample(id)).toBeNull();
      }
      expect(await reader.sample(executionIdOf(newRunId(new Date()), someTests(1)[0]!))).toBeNull();
    });

    it('are never shown once they have expired', async () => {
      const { id } = await recorded({ sample: aSample({ keepFor: '1m' }) }, new Date(Date.now() - 120_000));
      expect((await reader.get(id))?.result?.sample).toBeNull();
      expect(await reader.sample(id)).toBeNull();
    });

    it('are those of the worker whose result counts', async () => {
      const run = aRun(someTests(1));
      await ledger.enqueue(run);
      const [old] = await claimAll(ledger, run, expiredLease);
      const [current] = await claimAll(ledger, run);
      const taken = (value: string) => ({ sample: aSample({ columns: ['id'], rows: [[value]] }) });
      const finish = (claim: typeof old, value: string) =>
        ledger.finish([finishOf(claim!, taken(value), new Date())]);
      await finish(old, 'of the lost one');
      await finish(current, 'right');
      await finish(current, 'again');
      expect((await reader.sample(run[0]!.id))?.rows).toEqual([['right']]);
    });

    it('go with their test, and do not come back with an execution of it that is under way', async () => {
      const [deleted, kept] = someTests(2);
      const past = aRun([deleted!, kept!], { at: new Date(Date.now() - 1000) });
      await record(ledger, past, { sample: aSample() }, new Date());
      const underWay = aRun([deleted!]);
      await ledger.enqueue(underWay);
      const claims = await claimAll(ledger, underWay);
      await reader.forget([deleted!]);
      await ledger.finish(claims.map((claim) => finishOf(claim, { sample: aSample() }, new Date())));
      for (const { id } of [past[0]!, underWay[0]!]) {
        expect((await reader.get(id))?.status).toBe('passed');
        expect(await reader.sample(id)).toBeNull();
      }
      expect(await reader.sample(past[1]!.id)).toMatchObject({ columns: aSample().columns });
    });
  });
});
