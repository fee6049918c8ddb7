import pg from 'pg';
import type { TestId } from '../../src/core/ids.ts';
import type { QualityTest } from '../../src/core/quality-test.ts';
import { TestStore } from '../../src/ports/test-store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type Answer, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let owner: pg.Client;
let plumbline: TestPlatform;
let connectionId: string;

const idOf = (answer: Answer) => answer.body['id'] as string;
const post = (body: Record<string, unknown>, query = '') =>
  plumbline.call('POST', `/v1/tests${query}`, { connectionId, ...body });
const volume = (name: string, more: Record<string, unknown> = {}) =>
  post({ name, kind: 'volume', dataset: 'public.orders', fail: { min: 1 }, ...more });

beforeAll(async () => {
  source = await createDatabase();
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz, note text, extra jsonb);
    INSERT INTO orders VALUES (1, now(), 'a'), (2, now(), 'b');
  `);
  plumbline = await startTestPlatform();
  connectionId = idOf(
    await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'orders database')),
  );
});

afterAll(async () => {
  await plumbline.stop();
  await owner.end();
  await source.drop();
});

describe('a test', () => {
  it('is created with its defaults, read with its latest verdict, replaced, patched, cloned and deleted', async () => {
    const created = await volume('life', {
      dataset: 'orders',
      tags: ['b', 'a', 'b'],
      schedule: { cron: '0 6 * * 1-5', timeZone: 'Europe/Berlin' },
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      version: 1,
      dataset: 'public.orders',
      tags: ['a', 'b'],
      enabled: true,
      direction: 'both',
      schedule: { cron: '0 6 * * 1-5', timeZone: 'Europe/Berlin' },
    });
    const path = `/v1/tests/${idOf(created)}`;
    expect((await plumbline.call('GET', path)).body).toMatchObject({ name: 'life', latest: null });

    const replaced = await plumbline.call(
      'PUT',
      path,
      {
        name: 'life',
        kind: 'freshness',
        connectionId,
        dataset: 'public.orders',
        timestampColumn: 'placed_at',
        warn: { maxAge: '1h' },
        fail: { maxAge: 'P2D' },
      },
      { 'if-match': '"1"' },
    );
    expect([replaced.status, replaced.body]).toMatchObject([200, { kind: 'freshness', version: 2 }]);
    const patched = await plumbline.call('PATCH', path, { enabled: false });
    expect(patched.body).toMatchObject({ enabled: false, version: 3, kind: 'freshness' });
    const clone = await plumbline.call('POST', `${path}/clone`, { name: 'second life' });
    expect([clone.status, clone.body]).toMatchObject([
      201,
      { name: 'second life', version: 1, timestampColumn: 'placed_at' },
    ]);
    expect((await plumbline.call('POST', `${path}/clone`, { name: 'second life' })).body['code']).toBe(
      'NAME_TAKEN',
    );

    expect((await plumbline.call('DELETE', path)).status).toBe(204);
    expect((await plumbline.call('DELETE', path)).status).toBe(404);
  });

  it('keeps what concurrent writers agree on: one wins, the others are told', async () => {
    const path = `/v1/tests/${idOf(await volume('contested'))}`;
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        plumbline.call('PATCH', path, { description: `writer ${n}` }, { 'if-match': '"1"' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  });

  it('is found by connection, dataset, kind, tag, state and text, alone and together', async () => {
    await volume('Findable one', { tags: ['team:a', 'gold'], description: 'checks the NIGHTLY load' });
    await volume('Findable two', { tags: ['team:a'], enabled: false });
    const names = async (query: string) => {
      const { body } = await plumbline.call('GET', `/v1/tests?${query}`);
      return (body['items'] as { name: string }[]).map(({ name }) => name);
    };
    expect(await names('tag=team:a')).toEqual(['Findable one', 'Findable two']);
    expect(await names('tag=team:a&tag=gold')).toEqual(['Findable one']);
    expect(await names('text=nightly')).toEqual(['Findable one']);
    expect(
      await names(
        `text=findable&enabled=false&connectionId=${connectionId}&dataset=public.orders&kind=volume`,
      ),
    ).toEqual(['Findable two']);
    expect(await names('tag=team:a&kind=freshness')).toEqual([]);

    const run = await plumbline.call('POST', '/v1/runs', { tags: ['gold'] });
    await plumbline.finished(run.body['runId'] as string);
    expect(await names('status=passed')).toEqual(['Findable one']);
    expect(await names('status=failed')).toEqual([]);
  });
});

describe('bad input', () => {
  const pathsOf = (answer: Answer) => (answer.body['errors'] as { path: string }[]).map(({ path }) => path);

  it('has every bad field named, unknown ones too, as a problem document with the request id', async () => {
    const answer = await post({
      name: ' ',
      kind: 'freshness',
      dataset: '',
      timestampColumn: 'placed_at',
      timeZone: 'Mars/Base',
      warn: { maxAge: 'soon' },
      tags: ['no blanks'],
      surprise: 1,
    });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 422,
      requestId: answer.headers.get('x-request-id'),
    });
    expect(pathsOf(answer)).toEqual(
      expect.arrayContaining(['name', 'dataset', 'timeZone', 'warn.maxAge', 'tags.0', 'surprise']),
    );
  });

  it.each([
    [
      'an unknown connection',
      { connectionId: '01890000-0000-7000-8000-000000000000' },
      'connectionId',
      'UNKNOWN_CONNECTION',
    ],
    ['an unknown table', { dataset: 'public.orderz' }, 'dataset', 'UNKNOWN_DATASET'],
    [
      'an unknown column',
      { kind: 'freshness', timestampColumn: 'plced_at', fail: { maxAge: '1h' } },
      'timestampColumn',
      'INVALID_FOR_DATASET',
    ],
    [
      'a column of the wrong type',
      { kind: 'freshness', timestampColumn: 'note', fail: { maxAge: '1h' } },
      'timestampColumn',
      'INVALID_FOR_DATASET',
    ],
    ['a filter on an unknown column', { filter: 'nonsense = 1' }, 'filter', 'INVALID_FOR_DATASET'],
    [
      'an unknown one of several columns',
      { kind: 'completeness', columns: ['id', 'plced_at', 'note'] },
      'columns.1',
      'INVALID_FOR_DATASET',
    ],
    ['a name in another case', { kind: 'uniqueness', columns: ['ID'] }, 'columns.0', 'INVALID_FOR_DATASET'],
    [
      'a column without an equality',
      { kind: 'uniqueness', columns: ['id', 'extra'] },
      'columns.1',
      'INVALID_FOR_DATASET',
    ],
    ['a range of a text', { kind: 'range', column: 'note', min: 1 }, 'column', 'INVALID_FOR_DATASET'],
    [
      'numbers as bounds of an instant',
      { kind: 'range', column: 'placed_at', min: 1 },
      'column',
      'INVALID_FOR_DATASET',
    ],
    [
      'the length of a number',
      { kind: 'range', column: 'id', of: 'length', max: 3 },
      'column',
      'INVALID_FOR_DATASET',
    ],
    [
      'words for a column of numbers',
      { kind: 'acceptedValues', column: 'id', values: ['one'] },
      'column',
      'INVALID_FOR_DATASET',
    ],
    [
      'a condition on an unknown column',
      { kind: 'expression', condition: 'total = 1' },
      'condition',
      'INVALID_FOR_DATASET',
    ],
    [
      'a condition that is none',
      { kind: 'expression', condition: 'id + 1' },
      'condition',
      'INVALID_FOR_DATASET',
    ],
    [
      'an aggregate as a condition',
      { kind: 'expression', condition: 'count(*) > 1' },
      'condition',
      'INVALID_FOR_DATASET',
    ],
    [
      'an unsafe condition',
      { kind: 'expression', condition: 'id = 1; DELETE FROM orders' },
      'condition',
      'UNSAFE_FILTER',
    ],
    [
      'a condition that calls what is forbidden',
      { kind: 'expression', condition: 'pg_sleep(10) IS NULL' },
      'condition',
      'UNSAFE_FILTER',
    ],
  ])('%s is 422 and named', async (name, change: Record<string, unknown>, path, code) => {
    const answer = await post({
      name,
      kind: 'volume',
      dataset: 'public.orders',
      fail: change['kind'] ? undefined : { min: 1 },
      ...change,
    });
    expect([answer.status, answer.body['code']]).toEqual([422, code]);
    expect(pathsOf(answer)).toEqual([path]);
  });

  it.each([
    ['two statements', `id = 1; DELETE FROM orders`],
    ['a closing bracket', `1 = 1) UNION SELECT 1 FROM (SELECT 1`],
    ['a line comment', `id = 1 -- and country = 'DE'`],
    ['a block comment', `id = 1 /* or */`],
    ['a write', `id IN (WITH gone AS (DELETE FROM orders RETURNING id) SELECT id FROM gone)`],
    ['a sequence', `nextval('s') > 0`],
    ['a setting', `set_config('statement_timeout', '0', false) = '0'`],
    ['a sleep', `pg_sleep(10) IS NULL`],
    ['a file', `pg_read_file('/etc/passwd') <> ''`],
    ['a parameter of ours', `id = $1`],
    ['no condition', `ORDER BY 1`],
  ])('a filter with %s is refused on save', async (name, filter) => {
    const answer = await volume(`filter: ${name}`, { filter });
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(['filter']);
    expect((await owner.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 2 }]);
  });

  it('a filter that found its way into the store all the same is powerless when it runs', async () => {
    const store = plumbline.platform.app.get(TestStore);
    const harmless = await volume('smuggled', { filter: 'id > 0' });
    const test = await store.get(idOf(harmless) as TestId);
    await store.replace({ ...test!, version: test!.version + 1, filter: '1 = 1); DELETE FROM orders; --' });
    const run = await plumbline.call('POST', `/v1/tests/${idOf(harmless)}/run`);
    expect(await plumbline.finished(run.body['runId'] as string)).toMatchObject([
      { status: 'errored', errorCode: 'UNSAFE_FILTER' },
    ]);
    expect((await owner.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 2 }]);
  });

  it('so is a condition, and the other tests of the table get their verdicts', async () => {
    const store = plumbline.platform.app.get(TestStore);
    const tags = ['smuggled-condition'];
    const body = { dataset: 'public.orders', tags };
    const wrong = await post({ ...body, name: 'a wrong condition', kind: 'expression', condition: 'id > 0' });
    await post({ ...body, name: 'a right condition', kind: 'expression', condition: 'id > 0' });
    const test = await store.get(idOf(wrong) as TestId);
    await store.replace({
      ...test!,
      version: test!.version + 1,
      condition: '1 = 1)); DELETE FROM orders; --',
    } as QualityTest);
    const run = await plumbline.call('POST', '/v1/runs', { tags });
    const executions = await plumbline.finished(run.body['runId'] as string);
    expect(executions.map(({ status, errorCode }) => [status, errorCode])).toEqual([
      ['passed', null],
      ['errored', 'UNSAFE_FILTER'],
    ]);
    expect((await owner.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 2 }]);
  });

  it('a database that does not answer keeps nothing from being saved, if asked so', async () => {
    const away = await plumbline.call('POST', '/v1/connections', {
      ...connectionTo(source.url, 'away'),
      settings: { ...connectionTo(source.url, 'away').settings, port: 1 },
    });
    const body = { connectionId: idOf(away), kind: 'volume', dataset: 'public.orders', fail: { min: 1 } };
    const checked = await post({ ...body, name: 'checked' });
    expect([checked.status, checked.body['code']]).toEqual([503, 'SOURCE_UNREACHABLE']);
    const unchecked = await post({ ...body, name: 'unchecked' }, '?check=false');
    expect(unchecked.status).toBe(201);
    const run = await plumbline.call('POST', `/v1/tests/${idOf(unchecked)}/run`);
    expect(await plumbline.finished(run.body['runId'] as string)).toMatchObject([
      { status: 'errored', errorCode: 'UNREACHABLE' },
    ]);
  });

  it.each([
    ['broken JSON', '{"name": ', 400, 'MALFORMED_JSON'],
    ['a body that is too large', JSON.stringify({ name: 'x'.repeat(300_000) }), 413, 'BODY_TOO_LARGE'],
  ])('%s', async (_what, body, status, code) => {
    const answer = await plumbline.call('POST', '/v1/tests', body);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('a cursor that no list gave out is refused', async () => {
    const answer = await plumbline.call('GET', '/v1/tests?cursor=bm9uc2Vuc2U');
    expect([answer.status, answer.body['code']]).toEqual([400, 'MALFORMED_CURSOR']);
  });
});

describe('a preview', () => {
  const definition = { name: 'draft', kind: 'volume', dataset: 'orders', filter: 'id > 1', fail: { min: 5 } };

  it('shows the SQL, runs only if asked, and stores nothing', async () => {
    const shown = await plumbline.call('POST', '/v1/tests/preview', { connectionId, ...definition });
    expect([shown.status, shown.body]).toMatchObject([
      200,
      {
        test: { dataset: 'public.orders' },
        statements: [{ sql: expect.stringContaining('"orders"') }],
        verdict: null,
      },
    ]);
    const run = await plumbline.call('POST', '/v1/tests/preview?run=true', { connectionId, ...definition });
    expect(run.body['verdict']).toMatchObject({
      status: 'failed',
      observed: { rows: 1 },
      message: '1 row: fewer than the 5 expected',
    });
    expect((await plumbline.call('GET', '/v1/tests?text=draft')).body).toMatchObject({ items: [] });
  });

  it('of a bad definition is refused like the definition itself', async () => {
    const answer = await plumbline.call('POST', '/v1/tests/preview', {
      connectionId,
      ...definition,
      dataset: 'nowhere',
    });
    expect([answer.status, answer.body['code']]).toEqual([422, 'UNKNOWN_DATASET']);
  });
});
