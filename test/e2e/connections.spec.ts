import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type Answer, type TestPlatform } from '../support/platform.ts';

const PASSWORD = 'a-password-that-must-not-come-back';
let source: TestDatabase;
let plumbline: TestPlatform;
const seen: string[] = [];

async function call(...args: Parameters<TestPlatform['call']>): Promise<Answer> {
  const answer = await plumbline.call(...args);
  seen.push(answer.text);
  return answer;
}
const create = (body: Record<string, unknown>) => call('POST', '/v1/connections', body);
const idOf = (answer: Answer) => answer.body['id'] as string;

let reader: ReturnType<typeof connectionTo>;

beforeAll(async () => {
  source = await createDatabase();
  const owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE SCHEMA "odd schema";
    CREATE TABLE public.orders (id bigint PRIMARY KEY, placed_at timestamptz NOT NULL, note text);
    CREATE VIEW public.recent AS SELECT * FROM orders;
    CREATE TABLE "odd schema"."sel.ect" ("we""ird" numeric(38,18));
    CREATE TABLE public.secret (id int);
    DROP ROLE IF EXISTS plumbline_reader;
    CREATE ROLE plumbline_reader LOGIN PASSWORD '${PASSWORD}';
    GRANT USAGE ON SCHEMA public, "odd schema" TO plumbline_reader;
    GRANT SELECT ON public.orders, public.recent, "odd schema"."sel.ect" TO plumbline_reader;
  `);
  await owner.end();
  plumbline = await startTestPlatform();
  const url = new URL(source.url);
  url.username = 'plumbline_reader';
  url.password = PASSWORD;
  reader = connectionTo(url.href, 'reader');
});

afterAll(async () => {
  await plumbline.stop();
  const owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query('DROP OWNED BY plumbline_reader; DROP ROLE plumbline_reader');
  await owner.end();
  await source.drop();
});

describe('a connection', () => {
  it('is created, read, listed by pages, replaced under its version, and deleted', async () => {
    const created = await create({ ...reader, name: 'life' });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/v1/connections/${idOf(created)}`);
    expect(created.body).toMatchObject({ name: 'life', version: 1, secretNames: ['password'] });

    await create({ ...reader, name: 'another' });
    const first = await call('GET', '/v1/connections?limit=1');
    expect(first.body).toMatchObject({ items: [{ name: 'another' }], nextCursor: expect.any(String) });
    const second = await call(
      'GET',
      `/v1/connections?limit=1&cursor=${encodeURIComponent(first.body['nextCursor'] as string)}`,
    );
    expect(second.body).toMatchObject({ items: [{ name: 'life' }] });

    const path = `/v1/connections/${idOf(created)}`;
    const { secrets: _kept, ...withoutSecrets } = reader;
    const replaced = await call('PUT', path, { ...withoutSecrets, name: 'renamed' }, { 'if-match': '"1"' });
    expect([replaced.status, replaced.body]).toMatchObject([
      200,
      { name: 'renamed', version: 2, secretNames: ['password'] },
    ]);
    const late = await call('PUT', path, { ...withoutSecrets, name: 'late' }, { 'if-match': '"1"' });
    expect([late.status, late.body['code']]).toEqual([409, 'VERSION_CONFLICT']);

    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).body['code']).toBe('CONNECTION_NOT_FOUND');
  });

  it('keeps its name for itself, whatever the case', async () => {
    await create({ ...reader, name: 'Unique' });
    const answer = await create({ ...reader, name: 'uNIQUE' });
    expect([answer.status, answer.body]).toMatchObject([
      409,
      { code: 'NAME_TAKEN', errors: [{ path: 'name' }] },
    ]);
  });

  it('cannot be pointed at another server with the stored password', async () => {
    const created = await create({ ...reader, name: 'fixed' });
    const { secrets: _kept, ...rest } = reader;
    const moved = await call('PUT', `/v1/connections/${idOf(created)}`, {
      ...rest,
      name: 'fixed',
      settings: { ...reader.settings, host: 'elsewhere.example' },
    });
    expect([moved.status, moved.body]).toMatchObject([
      422,
      { code: 'SECRETS_REQUIRED', errors: [{ path: 'secrets' }] },
    ]);
  });

  it('with every field wrong is told of every field', async () => {
    const answer = await create({
      name: '',
      engine: 'postgres',
      settings: { host: '/var/run', port: 0, database: 'x' },
      limits: { statementTimeout: 'soon', maxConcurrency: 0 },
    });
    expect(answer.status).toBe(422);
    const first = (answer.body['errors'] as { path: string }[]).map(({ path }) => path);
    expect(first).toContain('name');
    const engineSpecific = await create({
      name: 'x',
      engine: 'postgres',
      settings: { host: '/var/run', port: 0, database: 'x' },
      limits: { statementTimeout: 'soon', maxConcurrency: 0 },
    });
    const paths = (engineSpecific.body['errors'] as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'settings.host',
        'settings.port',
        'settings.user',
        'limits.statementTimeout',
        'limits.maxConcurrency',
      ]),
    );
    const unknown = await create({ ...reader, name: 'x', engine: 'oracle8' });
    expect(unknown.body['errors']).toEqual([
      { path: 'engine', message: expect.stringContaining('postgres') },
    ]);
  });

  it('in use is not deleted, unless its tests may go with it', async () => {
    const id = idOf(await create({ ...reader, name: 'in use' }));
    const test = await call('POST', '/v1/tests', {
      name: 'uses it',
      kind: 'volume',
      connectionId: id,
      dataset: 'orders',
      fail: { min: 0 },
    });
    expect(test.status).toBe(201);
    const refused = await call('DELETE', `/v1/connections/${id}`);
    expect([refused.status, refused.body['code']]).toEqual([409, 'CONNECTION_IN_USE']);
    expect((await call('GET', `/v1/connections/${id}`)).status).toBe(200);
    expect((await call('DELETE', `/v1/connections/${id}?cascade=true`)).status).toBe(204);
    expect((await call('GET', `/v1/tests/${idOf(test)}`)).status).toBe(404);
  });
});

describe('verify', () => {
  const verify = async (connection: Record<string, unknown>) => {
    const created = await create(connection);
    expect(created.status).toBe(201);
    const answer = await call('POST', `/v1/connections/${idOf(created)}/verify`);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  it('says what it reached, how fast, and that the login cannot write', async () => {
    expect(await verify({ ...reader, name: 'good' })).toMatchObject({
      reachable: true,
      problem: null,
      engineVersion: expect.stringMatching(/^PostgreSQL/),
      latencyMs: expect.any(Number),
      canWrite: false,
      writePrivileges: [],
    });
  });

  it('warns of a login that can write', async () => {
    const owner = connectionTo(source.url, 'owner');
    expect(await verify(owner)).toMatchObject({
      reachable: true,
      canWrite: true,
      writePrivileges: expect.arrayContaining(['superuser']),
    });
  });

  it.each([
    ['a wrong password', { secrets: { password: 'wrong' } }, 'AUTHENTICATION_FAILED', /password|login/],
    ['a closed port', { settings: { port: 1 } }, 'UNREACHABLE', /127\.0\.0\.1:1/],
    [
      'an unknown host',
      { settings: { host: 'no-such-host.invalid' } },
      'UNREACHABLE',
      /no-such-host\.invalid/,
    ],
    ['an unknown database', { settings: { database: 'no_such_db' } }, expect.any(String), /no_such_db/],
  ])('names the cause: %s', async (name, change: { secrets?: object; settings?: object }, code, words) => {
    const report = await verify({
      ...reader,
      name,
      settings: { ...reader.settings, ...change.settings },
      secrets: change.secrets ?? reader.secrets,
      limits: { connectTimeout: '3s' },
    });
    expect(report).toMatchObject({
      reachable: false,
      problem: { code, message: expect.stringMatching(words) },
      canWrite: null,
    });
  });
});

describe('the datasets of a connection', () => {
  it('are those that the login may read, with their columns', async () => {
    const id = idOf(await create({ ...reader, name: 'catalogue' }));
    const datasets = await call('GET', `/v1/connections/${id}/datasets`);
    expect(
      (datasets.body['items'] as { dataset: string; type: string }[]).map(({ dataset, type }) => [
        dataset,
        type,
      ]),
    ).toEqual([
      ['odd schema."sel.ect"', 'table'],
      ['public.orders', 'table'],
      ['public.recent', 'view'],
    ]);
    const columns = await call('GET', `/v1/connections/${id}/datasets/public.orders/columns`);
    expect(columns.body['items']).toMatchObject([
      { name: 'id', type: 'integer', nativeType: 'bigint', nullable: false },
      { name: 'placed_at', type: 'timestampTz', nullable: false },
      { name: 'note', type: 'text', nullable: true },
    ]);
    const odd = await call(
      'GET',
      `/v1/connections/${id}/datasets/${encodeURIComponent('odd schema."sel.ect"')}/columns`,
    );
    expect(odd.body['items']).toMatchObject([{ name: 'we"ird', type: 'decimal' }]);
    const missing = await call('GET', `/v1/connections/${id}/datasets/public.nowhere/columns`);
    expect([missing.status, missing.body['code']]).toEqual([404, 'DATASET_NOT_FOUND']);
  });
});

// last on purpose: it looks at every answer of this file
it('no answer of all these has held the password', () => {
  expect(seen.length).toBeGreaterThan(20);
  expect(seen.filter((text) => text.includes(PASSWORD))).toEqual([]);
});
