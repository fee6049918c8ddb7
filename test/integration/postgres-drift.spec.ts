import type { Known, PastStructure } from '../../src/core/kinds/kind.ts';
import { judgeTest } from '../../src/core/verdict/judge-test.ts';
import { remembersOf } from '../../src/core/verdict/wanted-metrics.ts';
import { measureDataset } from '../../src/features/executions/measure-dataset.ts';
import { executionIdOf, newRunId } from '../../src/core/ids.ts';
import { someConnection, someTest } from '../support/records.ts';
import { Laboratory } from './postgres-kinds.fixture.ts';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
});
afterAll(() => lab.close());

/** Runs one test again and again, and keeps what it wants to remember as the platform does. */
class Series {
  readonly #connection = someConnection();
  readonly #kept: { readonly key: string; readonly structure: PastStructure }[] = [];
  readonly #fields: object;
  readonly sent: string[] = [];
  #table: string | null = null;

  constructor(
    /** Of the one table, in the SQL of the database. */
    readonly type: string,
    fields: object,
  ) {
    this.#fields = fields;
  }

  /** Puts these rows in the place of those that the table had, and tests it. */
  async run(rows: readonly string[]) {
    const table = (this.#table ??= await lab.table(`v ${this.type}`));
    await lab.customer.admin.query(`TRUNCATE ${table}`);
    await lab.customer.admin.query(`INSERT INTO ${table} VALUES ${rows.map((row) => `(${row})`).join()}`);
    const test = someTest({
      fail: undefined,
      dataset: table,
      connectionId: this.#connection.id,
      ...this.#fields,
    });
    const past: { [name: string]: readonly PastStructure[] } = {};
    for (const { name, key, wanted } of remembersOf(test)) {
      const found = this.#kept.filter((one) => one.key === key).map(({ structure }) => structure);
      past[name] = 'last' in wanted ? found.toReversed().slice(0, wanted.last) : found.slice(0, 1);
    }
    const opened = { connection: this.#connection, connector: lab.connector, target: lab.customer.superuser };
    const pastOf = (): Known['past'] => past;
    const measured = await measureDataset(opened, table, [test], new AbortController().signal, { pastOf });
    this.sent.splice(0, Infinity, ...measured.statementsOf(test).map(({ sql }) => sql));
    const measuredAt = measured.takenAt;
    const verdict = judgeTest(test, measured.measurements, { measuredAt, history: {}, past });
    for (const { key, structure: value } of verdict.metrics)
      if (value !== undefined)
        this.#kept.push({
          key,
          structure: { executionId: executionIdOf(newRunId(measuredAt), test.id), measuredAt, value },
        });
    return verdict;
  }
}

const numbersTo = (n: number, shift = 0) => Array.from({ length: n }, (_, i) => String(i + shift));

describe('drift of numbers', () => {
  it('the first run becomes the reference, the next are compared with it in its bins', async () => {
    const series = new Series('numeric', {
      kind: 'drift',
      column: 'v',
      method: 'psi',
      fail: { maxScore: 0.1 },
    });
    const [same, moved] = [numbersTo(100), numbersTo(100, 30)];
    const first = await series.run(same);
    expect(first).toMatchObject({
      status: 'skipped',
      rowsTested: 100,
      message: '100 values; no earlier histogram to compare with, this one is kept as the reference',
    });
    // the edges were percentiles of the data, and each bin got its tenth
    expect(first.observed['histograms']).toMatchObject({
      current: {
        edges: [9.9, 19.8, 29.7, 39.6, 49.5, 59.4, 69.3, 79.2, 89.1].map(
          (edge) => expect.closeTo(edge, 9) as number,
        ),
        min: 0,
        max: 99,
      },
    });
    expect(series.sent.join()).toContain('percentile_cont');

    expect(await series.run(same)).toMatchObject({ status: 'passed', observed: { score: 0 } });
    expect(series.sent.join()).not.toContain('percentile_cont');
    expect(series.sent).toHaveLength(2);

    const drifted = await series.run(moved);
    expect(drifted.status).toBe('failed');
    expect(drifted.observed['histograms']).toMatchObject({
      reference: { counts: [10, 10, 10, 10, 10, 10, 10, 10, 10, 10] },
      current: { counts: [0, 0, 0, 10, 10, 10, 10, 10, 10, 40] },
    });
    // by hand: three bins of 10 % became 0 (floored to 0.01 %), the last of 10 % became 40 %
    const byHand = 3 * (0.0001 - 0.1) * Math.log(0.0001 / 0.1) + 0.3 * Math.log(4);
    expect(drifted.observed['score']).toBeCloseTo(byHand, 9);
  });

  it.each([
    ['ks', { minPValue: 0.05 }, 'failed'],
    ['ks', { maxScore: 0.5 }, 'passed'],
    ['chiSquare', { minPValue: 0.05 }, 'failed'],
    ['jensenShannon', { maxScore: 0.1 }, 'failed'],
    ['wasserstein', { maxScore: 20 }, 'failed'],
    ['wasserstein', { maxScore: 40 }, 'passed'],
  ])('%s with %j: %s', async (method, fail, status) => {
    const table = await lab.table('v double precision, w int', [
      ...Array.from({ length: 100 }, (_, i) => `${i}, 0`),
      ...Array.from({ length: 100 }, (_, i) => `${i + 30}, 1`),
      `'NaN', 1`,
      `'Infinity', 1`,
      'NULL, 1',
    ]);
    const { verdicts } = await lab.run(table, [
      {
        kind: 'drift',
        column: 'v',
        method,
        filter: 'w = 1',
        reference: { type: 'dataset', filter: 'w = 0' },
        fail,
      },
    ]);
    expect(verdicts[0]).toMatchObject({ status, rowsTested: 100 });
  });

  it('bins that are written down, with shares in place of counts', async () => {
    const table = await lab.table('v int', ['1', '2', '3', '4']);
    const reference = { type: 'bins', edges: [2.5], counts: [0.5, 0.5] };
    const test = { kind: 'drift', column: 'v', method: 'psi', fail: { maxScore: 0.01 } };
    const { verdicts } = await lab.run(table, [
      { ...test, reference },
      { ...test, reference: { ...reference, counts: [0.9, 0.1] } },
    ]);
    expect(verdicts.map(({ status }) => status)).toEqual(['passed', 'failed']);
  });

  it('a run without values gives no reference and no bins to the next ones', async () => {
    const series = new Series('int', { kind: 'drift', column: 'v', method: 'psi', fail: { maxScore: 0.1 } });
    expect(await series.run(['NULL'])).toMatchObject({ status: 'warned', rowsTested: 0 });
    expect(await series.run(numbersTo(100))).toMatchObject({ status: 'skipped', rowsTested: 100 });
    expect(await series.run(['NULL'])).toMatchObject({ status: 'warned', rowsTested: 0 });
    expect(await series.run(numbersTo(100, 50))).toMatchObject({
      status: 'failed',
      observed: { histograms: { reference: { counts: [10, 10, 10, 10, 10, 10, 10, 10, 10, 10] } } },
    });
  });

  it('an empty table, and one of nulls, is no pass', async () => {
    const reference = { type: 'bins', edges: [1], counts: [1, 1] };
    for (const rows of [[], ['NULL']])
      expect(
        (
          await lab.run(await lab.table('v int', rows), [
            { kind: 'drift', column: 'v', method: 'ks', fail: { maxScore: 1 }, reference },
          ])
        ).verdicts[0],
      ).toMatchObject({ status: 'warned', rowsTested: 0, observed: { score: null } });
  });
});

describe('drift of categories and dates', () => {
  it('new and vanished categories', async () => {
    const series = new Series('text', {
      kind: 'drift',
      column: 'v',
      as: 'categories',
      method: 'jensenShannon',
      warn: { maxNewCategories: 0 },
      fail: { maxScore: 0.9 },
    });
    await series.run([`'a'`, `'a'`, `'b'`, 'NULL']);
    expect(await series.run([`'a'`, `'a'`, `'c'`])).toMatchObject({
      status: 'warned',
      message: expect.stringContaining('1 new category (3 values); at most 0 new allowed') as string,
      observed: { appeared: ['c'], vanished: ['b'] },
    });
  });

  it('rare categories count as one', async () => {
    const series = new Series('int', {
      kind: 'drift',
      column: 'v',
      as: 'categories',
      maxCategories: 2,
      method: 'psi',
      fail: { maxScore: 0.1 },
    });
    const rows = ['1', '1', '1', '2', '2', '3', '4'];
    await series.run(rows);
    expect((await series.run(rows)).observed).toMatchObject({
      score: 0,
      histograms: {
        current: {
          counts: [
            { category: '1', count: 3 },
            { category: '2', count: 2 },
          ],
          other: 2,
        },
      },
    });
  });

  it.each(['date', 'timestamp', 'timestamptz'])('%s: a month later', async (type) => {
    const series = new Series(type, {
      kind: 'drift',
      column: 'v',
      as: 'dates',
      method: 'ks',
      fail: { maxScore: 0.2 },
    });
    const month = (m: string) => [
      ...Array.from({ length: 28 }, (_, i) => `'2026-${m}-${String(i + 1).padStart(2, '0')}'`),
      `'infinity'`,
    ];
    await series.run(month('01'));
    expect(await series.run(month('01'))).toMatchObject({ status: 'passed', rowsTested: 28 });
    expect(await series.run(month('02'))).toMatchObject({
      status: 'failed',
      observed: { score: expect.closeTo(0.9, 1) as number },
    });
  });
});
