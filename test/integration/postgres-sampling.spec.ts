import { Laboratory } from './postgres-kinds.fixture.ts';

let lab: Laboratory;
let table: string;
beforeAll(async () => {
  lab = await Laboratory.open();
  table = await lab.table('id int, net int, note text');
  // a third of the rows is broken, on every page alike
  await lab.customer.admin.query(
    `INSERT INTO ${table} SELECT i, i % 3, repeat('x', 200) FROM generate_series(1, 30000) i`,
  );
});
afterAll(() => lab.close());

describe('a sample', () => {
  const sampling = { percent: 10 };
  const range = { kind: 'range', column: 'net', min: 1, sampling, fail: { maxPercent: 50 } };

  it('is read in place of the table, and every result says so', async () => {
    const { verdicts, sent } = await lab.run(table, [
      range,
      { kind: 'completeness', columns: ['note'], sampling, fail: { maxPercent: 1 } },
      { kind: 'distribution', column: 'net', statistic: 'mean', sampling, fail: { max: 2 } },
      { kind: 'range', column: 'net', min: 1, fail: { maxPercent: 50 } },
    ]);
    const [sampled, complete, mean, whole] = verdicts;
    expect(whole).toMatchObject({ rowsTested: 30_000, observed: { violations: 10_000 } });
    expect(sampled!.rowsTested).toBeGreaterThan(1000);
    expect(sampled!.rowsTested).toBeLessThan(6000);
    expect(sampled!.observed['violationPercent']).toBeCloseTo(100 / 3, 0);
    expect(sampled!.message).toMatch(/ \(in a sample of about 10 % of the table\)$/);
    for (const verdict of [sampled, complete, mean])
      expect(verdict).toMatchObject({
        status: 'passed',
        rowsTested: sampled!.rowsTested,
        observed: { samplePercent: 10 },
      });
    expect(whole!.observed).not.toHaveProperty('samplePercent');
    // one statement for the sample, and one for the table
    expect(sent.map((sql) => sql.includes('TABLESAMPLE SYSTEM (10) REPEATABLE (1)'))).toEqual([true, false]);
  });

  it('goes with groups, and with a statement that shows its failing rows', async () => {
    const { verdicts, failingRows } = await lab.run(table, [{ ...range, groupBy: ['net'] }]);
    expect(verdicts[0]).toMatchObject({
      status: 'failed',
      observed: { groups: 3, failedGroups: 1, samplePercent: 10 },
    });
    const { rows } = await lab.customer.admin.query<{ net: number }>(failingRows[0]!.sql!);
    expect(new Set(rows.map(({ net }) => net))).toEqual(new Set([0]));
  });

  it('of a table without rows is no pass', async () => {
    const empty = await lab.table('net int');
    expect((await lab.run(empty, [range])).verdicts[0]).toMatchObject({ status: 'warned', rowsTested: 0 });
  });

  it('of a view is not measured', async () => {
    await lab.customer.admin.query(`CREATE VIEW seen AS SELECT * FROM ${table}`);
    expect((await lab.run('seen', [range])).verdicts[0]).toMatchObject({
      status: 'errored',
      errorCode: 'INVALID_SQL',
    });
  });
});

describe('a row budget', () => {
  const range = { kind: 'range', column: 'net', min: 0, fail: { maxPercent: 50 } };
  beforeAll(() => lab.customer.admin.query(`ANALYZE ${table}`));

  it('that the table exceeds: nothing is read, and the test is errored', async () => {
    const { verdicts, sent } = await lab.run(table, [{ ...range, rowBudget: 29_999 }]);
    expect(verdicts[0]).toMatchObject({
      status: 'errored',
      errorCode: 'ROW_BUDGET',
      message: `reading public.${table} takes about 30,000 rows (estimate of the catalogue), more than the 29,999 that rowBudget allows`,
    });
    expect(sent).toEqual([]);
  });

  it.each([
    ['that is enough', { rowBudget: 30_000 }],
    ['of which a sample takes its share', { rowBudget: 3000, sampling: { percent: 10 } }],
  ])('%s', async (_, fields) => {
    expect((await lab.run(table, [{ ...range, ...fields }])).verdicts[0]!.status).toBe('passed');
  });

  it('spoils no other test, and takes what another one measures', async () => {
    const small = { ...range, rowBudget: 5 };
    const { verdicts, sent } = await lab.run(table, [small, range, { ...small, min: 1 }]);
    expect(verdicts.map(({ errorCode, status }) => errorCode ?? status)).toEqual([
      'passed',
      'passed',
      'ROW_BUDGET',
    ]);
    expect(sent).toHaveLength(1);
  });

  it('without an estimate, and where only the catalogue is asked, refuses nothing', async () => {
    const unknown = await lab.table('net int', ['1', '2']);
    expect((await lab.run(unknown, [{ ...range, rowBudget: 1 }])).verdicts[0]!.status).toBe('passed');
    const estimate = { kind: 'volume', estimate: true, fail: { min: 1 }, rowBudget: 1 };
    expect((await lab.run(table, [estimate])).verdicts[0]!.status).toBe('passed');
  });
});
