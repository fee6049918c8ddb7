import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type Answer, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let owner: pg.Client;
let plumbline: TestPlatform;
let connectionId: string;

const draft = (fields: Record<string, unknown>) => ({
  name: 'draft',
  connectionId,
  dataset: 'public.orders',
  ...fields,
});
const problemsOf = (answer: Answer) => answer.body['errors'] as { path: string; message: string }[];

async function create(name: string, fields: Record<string, unknown>): Promise<string> {
  const answer = await plumbline.call('POST', '/v1/tests', draft({ name, ...fields }));
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body['id'] as string;
}

/** Runs a test and answers its execution. */
async function run(testId: string): Promise<Readonly<Record<string, unknown>>> {
  const accepted = await plumbline.call('POST', `/v1/tests/${testId}/run`);
  await plumbline.finished(accepted.body['runId'] as string);
  return (await plumbline.call('GET', accepted.headers.get('location')!)).body;
}

/** The table's only rows: `net` runs from `from` to `from` + 99; four of five orders are from DE. */
const load = (from: number) =>
  owner.query(`
    TRUNCATE orders;
    INSERT INTO orders SELECT n, n, CASE WHEN n % 5 = 0 THEN 'FR' ELSE 'DE' END, 'AB-' || n
      FROM generate_series(${from}, ${from + 99}) n`);

beforeAll(async () => {
  source = await createDatabase();
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE TABLE orders (id int, net numeric, country text, code text);
    CREATE TABLE people (email text, iban varchar(40), extra jsonb);
    INSERT INTO people VALUES ('ann@example.org', 'GB82WEST12345698765432'), ('bob(at)example.org', 'GB82WEST12345698765431'),
      (NULL, NULL);
  `);
  await load(0);
  plumbline = await startTestPlatform();
  const connection = await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'shop'));
  connectionId = connection.body['id'] as string;
});

afterAll(async () => {
  await plumbline.stop();
  await owner.end();
  await source.drop();
});

describe('a pattern test', () => {
  it('by regex is run by the database', async () => {
    const id = await create('codes', {
      kind: 'pattern',
      column: 'code',
      regex: 'ab-\\d',
      ignoreCase: true,
      fail: { maxPercent: 50 },
    });
    expect(await run(id)).toMatchObject({
      status: 'failed',
      message: '90 values not matching the pattern of 100 rows tested (90 %); at most 50 % allowed',
      observed: { violations: 90 },
    });
  });

  it.each([
    ['email', 'email'],
    ['iban', 'iban'],
  ])('by the format of an %s', async (column, format) => {
    const id = await create(format, { dataset: 'people', kind: 'pattern', column, format });
    expect(await run(id)).toMatchObject({
      status: 'failed',
      message: `1 value not of the format ${format} of 2 rows tested (50 %); none is allowed`,
    });
  });

  it.each([
    ['(?=x)', 'looks ahead (at character 1)'],
    ['(a)\\1', 'refers back to a group (at character 4)'],
  ])('with the regex %s is refused, and says why', async (regex, message) => {
    const answer = await plumbline.call(
      'POST',
      '/v1/tests',
      draft({ kind: 'pattern', column: 'code', regex }),
    );
    expect([answer.status, answer.body['code']]).toEqual([422, 'VALIDATION_FAILED']);
    expect(problemsOf(answer)).toEqual([{ path: 'regex', message }]);
  });

  it.each([
    ['gone', 'public.orders has no column "gone"'],
    ['net', 'column "net" is numeric; it must be one of text, uuid'],
  ])('of the column %s is refused', async (column, message) => {
    const answer = await plumbline.call(
      'POST',
      '/v1/tests',
      draft({ kind: 'pattern', column, format: 'email' }),
    );
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_FOR_DATASET']);
    expect(problemsOf(answer)).toEqual([{ path: 'column', message }]);
  });
});

describe('a drift test', () => {
  it('learns its reference from the first run, and judges the next ones by it', async () => {
    await load(0);
    const fields = { kind: 'drift', column: 'net', method: 'psi', bins: 4, fail: { maxScore: 0.25 } };
    const id = await create('net keeps its shape', fields);
    const edges = [24.75, 49.5, 74.25];
    const first = await run(id);
    expect(first).toMatchObject({
      status: 'skipped',
      rowsTested: 100,
      message: '100 values; no earlier histogram to compare with, this one is kept as the reference',
      observed: { histograms: { current: { edges, counts: [25, 25, 25, 25] } } },
    });

    expect(await run(id)).toMatchObject({ status: 'passed', observed: { score: 0 } });

    await load(50);
    // by hand: two bins of a quarter became 0 (raised to 0.01 %), one stayed, one became three quarters
    const psi = 2 * (0.0001 - 0.25) * Math.log(0.0001 / 0.25) + 0.5 * Math.log(3);
    expect(await run(id)).toMatchObject({
      status: 'failed',
      message: 'psi of "net" is 4.46 (100 values); more than the 0.25 allowed',
      observed: {
        score: expect.closeTo(psi, 9) as number,
        histograms: {
          reference: { edges, counts: [25, 25, 25, 25] },
          current: { edges, counts: [0, 0, 25, 75] },
        },
      },
    });

    // the new shape is what the next run is compared with; the first execution is there for those who pin it
    expect(await run(id)).toMatchObject({ status: 'passed', observed: { score: 0 } });
    const reference = { type: 'execution', executionId: first['id'] };
    const pinned = await plumbline.call('PUT', `/v1/tests/${id}`, draft({ ...fields, reference }));
    expect([pinned.status, pinned.body]).toMatchObject([200, { reference: { type: 'execution' } }]);
    expect(await run(id)).toMatchObject({
      status: 'failed',
      observed: { histograms: { reference: { edges, counts: [25, 25, 25, 25] } } },
    });
  });

  it('compares with other rows of the same snapshot', async () => {
    await load(0);
    const id = await create('new as old', {
      kind: 'drift',
      column: 'country',
      as: 'categories',
      method: 'jensenShannon',
      filter: 'id >= 50',
      reference: { type: 'dataset', filter: 'id < 50' },
      fail: { maxScore: 0.1, maxNewCategories: 0 },
    });
    expect(await run(id)).toMatchObject({ status: 'passed', observed: { score: 0 }, rowsTested: 50 });
    await owner.query(`UPDATE orders SET country = 'US' WHERE id = 99`);
    expect(await run(id)).toMatchObject({ status: 'failed', observed: { appeared: ['US'] } });
  });

  it.each([
    [{ column: 'gone' }, 'column', 'INVALID_FOR_DATASET'],
    [{ column: 'code' }, 'column', 'INVALID_FOR_DATASET'],
    [{ reference: { type: 'dataset', dataset: 'nobody' } }, 'reference.dataset', 'INVALID_FOR_DATASET'],
    [{ reference: { type: 'dataset', filter: 'gone > 1' } }, 'reference.filter', 'INVALID_FOR_DATASET'],
    [{ reference: { type: 'dataset', filter: '1=1) OR (1=1' } }, 'reference.filter', 'UNSAFE_FILTER'],
    [{ reference: { type: 'bins', edges: [1], counts: [1] } }, 'reference.counts', 'VALIDATION_FAILED'],
  ])('with %j is refused at %s', async (fields, path, code) => {
    const drift = { kind: 'drift', column: 'net', method: 'psi', fail: { maxScore: 1 }, ...fields };
    const answer = await plumbline.call('POST', '/v1/tests', draft(drift));
    expect([answer.status, answer.body['code']]).toEqual([422, code]);
    expect(problemsOf(answer).map((problem) => problem.path)).toEqual([path]);
  });
});

describe('a schema test without columns', () => {
  it('is about what changed since the run before', async () => {
    const id = await create('people keep their columns', { kind: 'schema', dataset: 'people' });
    expect(await run(id)).toMatchObject({
      status: 'skipped',
      message: '3 columns; no earlier look to compare with, this one is kept',
    });
    expect(await run(id)).toMatchObject({ status: 'passed', message: 'all 3 known columns are there' });
    await owner.query(
      'ALTER TABLE people DROP COLUMN extra, ADD COLUMN age int, ALTER COLUMN iban TYPE varchar(34)',
    );
    expect(await run(id)).toMatchObject({
      status: 'failed',
      message:
        '"extra" is missing; "iban" is character varying(34), before character varying(40); "age" is new',
    });
    expect((await run(id))['status']).toBe('passed');
  });
});

describe('a test by groups', () => {
  it('is as bad as its worst group', async () => {
    await load(0);
    const id = await create('no losses in any country', {
      kind: 'range',
      column: 'net',
      min: 10,
      groupBy: ['country'],
      fail: { maxPercent: 10 },
      warn: { maxCount: 0 },
    });
    await owner.query(`UPDATE orders SET net = -1 WHERE country = 'FR' AND id < 60`);
    expect(await run(id)).toMatchObject({
      status: 'failed',
      rowsTested: 100,
      message:
        '1 of 2 groups failed; country = FR: 12 values out of range of 20 rows tested (60 %); at most 10 % allowed',
      observed: {
        groups: 2,
        warnedGroups: 1,
        worst: [{ group: { country: 'FR' } }, { group: { country: 'DE' }, status: 'warned' }],
      },
    });
  });

  it('is errored with more groups than it allows', async () => {
    const id = await create('too many', { kind: 'volume', fail: { min: 1 }, groupBy: ['id'], maxGroups: 99 });
    expect(await run(id)).toMatchObject({ status: 'errored', errorCode: 'TOO_MANY_GROUPS' });
  });

  it.each([
    ['orders', ['country', 'gone'], 'groupBy.1', 'public.orders has no column "gone"'],
    ['people', ['extras'], 'groupBy.0', /"extras" is jsonb; it must be one of integer, /],
  ])('of %s by %j is refused', async (dataset, groupBy, path, message) => {
    await owner.query('ALTER TABLE people ADD COLUMN IF NOT EXISTS extras jsonb');
    const fields = { kind: 'volume', dataset, fail: { min: 1 }, groupBy };
    const answer = await plumbline.call('POST', '/v1/tests', draft(fields));
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_FOR_DATASET']);
    expect(problemsOf(answer)).toEqual([
      { path, message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ]);
  });
});

describe('an anomaly threshold', () => {
  it('learns, and then judges', async () => {
    await owner.query('CREATE TABLE arrivals (id int)');
    const add = (rows: number) => owner.query(`INSERT INTO arrivals SELECT generate_series(1, ${rows})`);
    const id = await create('arrivals are as usual', {
      kind: 'volume',
      dataset: 'arrivals',
      fail: { anomaly: { minHistory: 3, minChange: 5 } },
    });
    await add(100);
    for (const have of [0, 1, 2])
      expect(await run(id)).toMatchObject({
        status: 'skipped',
        message: `100 rows; learning: ${have} of 3 past values`,
        observed: { anomaly: { state: 'learning', needed: 3, have } },
      });
    await add(5);
    expect(await run(id)).toMatchObject({
      status: 'passed',
      observed: { anomaly: { state: 'normal', median: 100, lower: 95, upper: 105, usedPoints: 3 } },
    });
    await add(30);
    expect(await run(id)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('above the usual 100') as string,
      observed: { rows: 135, anomaly: { state: 'anomalous', usedPoints: 4 } },
    });
  });

  it('does not go with groups', async () => {
    const answer = await plumbline.call(
      'POST',
      '/v1/tests',
      draft({ kind: 'volume', fail: { anomaly: {} }, groupBy: ['country'] }),
    );
    expect(problemsOf(answer)).toEqual([{ path: 'groupBy', message: 'does not go with anomaly thresholds' }]);
  });
});
