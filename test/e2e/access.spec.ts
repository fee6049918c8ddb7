import { jest } from '@jest/globals';
import { AuditLog } from '../../src/ports/audit-log.ts';
import { Clock } from '../../src/ports/clock.ts';
import { Browser } from '../support/browser.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { startTestPlatform, type Answer, type TestPlatform } from '../support/platform.ts';

const password = 'correct horse battery';
const connection = {
  name: 'shop',
  engine: 'postgres',
  settings: { host: 'db.example', database: 'shop', user: 'reader' },
  secrets: { password: 'hunter2hunter2' },
};

let plumbline: TestPlatform;
beforeAll(async () => {
  plumbline = await startTestPlatform();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => plumbline.stop());

const withKey = (key: string) => (method: string, path: string, body?: unknown) =>
  plumbline.call(method, path, body, { authorization: `Bearer ${key}` });
const entriesAbout = async (id: string) =>
  (await plumbline.call('GET', `/v1/audit-logs?subjectId=${id}`)).body['items'] as readonly object[];

/** What a start prints on the terminal. */
async function started(variables: Record<string, string>) {
  const written: string[] = [];
  const spy = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const platform = await startTestPlatform({ PLUMBLINE_ADMIN_KEY: '', ...variables });
    const link = /http\S+\/setup\?token=\S+/.exec(written.join(''))?.[0] ?? null;
    return { platform, link, token: link && new URL(link).searchParams.get('token') };
  } finally {
    spy.mockRestore();
  }
}

describe('the first start', () => {
  let dynamo: TestDynamo;
  beforeEach(async () => {
    dynamo = await startDynamo();
  });
  afterEach(() => dynamo.stop());

  it('nothing is open but the link that is printed; it is good once', async () => {
    const { platform, link, token } = await started({ DYNAMODB_ENDPOINT: dynamo.endpoint });
    try {
      expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup\?token=[\w-]{43}$/);
      const browser = new Browser(platform.url);
      expect((await browser.send('GET', '/v1/tests')).status).toBe(401);
      const page = await browser.send('GET', new URL(link!).pathname);
      expect(page.text).toContain('name="password"');
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');

      const setUp = (body: object) => browser.send('POST', '/v1/setup', body);
      expect(await setUp({ token })).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
      expect(await setUp({ token, name: 'ada', password: 'short' })).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'password', message: 'must have at least 12 characters' }] },
      });
      expect(await setUp({ token: 'x'.repeat(43), name: 'ada', password })).toMatchObject({ status: 401 });
      expect(await setUp({ token, name: 'ada', password })).toMatchObject({
        status: 200,
        body: { type: 'user', name: 'ada', role: 'admin' },
      });
      expect((await browser.send('GET', '/v1/users')).status).toBe(200);
      expect(await setUp({ token, name: 'eve', password })).toMatchObject({ status: 401 });
    } finally {
      await platform.stop();
    }
    const again = await started({ DYNAMODB_ENDPOINT: dynamo.endpoint });
    await again.platform.stop();
    expect(again.link).toBeNull();
  });

  it('every start prints a new one as long as nobody is there; with one used the others are void', async () => {
    const first = await started({ DYNAMODB_ENDPOINT: dynamo.endpoint });
    const second = await started({ DYNAMODB_ENDPOINT: dynamo.endpoint });
    try {
      expect(second.token).not.toBe(first.token);
      const setUp = ({ platform, token }: typeof first, name: string) =>
        new Browser(platform.url).send('POST', '/v1/setup', { token, name, password });
      expect((await setUp(first, 'ada')).status).toBe(200);
      expect((await setUp(second, 'eve')).status).toBe(401);
    } finally {
      await first.platform.stop();
      await second.platform.stop();
    }
  });

  it('a link is good for a day', async () => {
    const { platform, token } = await started({ DYNAMODB_ENDPOINT: dynamo.endpoint });
    try {
      const clock = platform.platform.app.get(Clock);
      jest.spyOn(clock, 'now').mockReturnValue(new Date(Date.now() + 24 * 3_600_000 + 1));
      const late = await new Browser(platform.url).send('POST', '/v1/setup', {
        token,
        name: 'ada',
        password,
      });
      expect(late).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } });
    } finally {
      await platform.stop();
    }
  });

  it('embedded, on loopback, one click is enough; until that admin has a password each start prints a way back', async () => {
    const { platform, token } = await started({});
    try {
      const browser = new Browser(platform.url);
      expect((await browser.send('GET', '/setup')).text).not.toContain('<input');
      expect((await browser.send('GET', '/v1/tests')).status).toBe(401);
      expect(await browser.send('POST', '/v1/setup', { token })).toMatchObject({
        status: 200,
        body: { name: 'admin', role: 'admin' },
      });
      expect(await browser.send('POST', '/v1/setup', { token })).toMatchObject({ status: 401 });
      expect((await browser.send('GET', '/v1/users')).body).toMatchObject({
        items: [{ name: 'admin', hasPassword: false }],
      });
      expect((await browser.send('POST', '/v1/me/password', { password })).status).toBe(204);
      expect((await browser.send('POST', '/v1/sign-in', { name: 'admin', password })).status).toBe(200);
    } finally {
      await platform.stop();
    }
  });

  it('with an admin key of the environment no link is printed', async () => {
    const { platform, link } = await started({ PLUMBLINE_ADMIN_KEY: 'k'.repeat(40) });
    await platform.stop();
    expect(link).toBeNull();
  });
});

describe('API keys', () => {
  it('are shown once, and open what their role allows, until they are revoked', async () => {
    const made = await plumbline.call('POST', '/v1/api-keys', { name: 'airflow', role: 'operator' });
    expect(made).toMatchObject({ status: 201, body: { role: 'operator', createdBy: 'PLUMBLINE_ADMIN_KEY' } });
    const { id, key } = made.body as { id: string; key: string };
    expect(key).toMatch(/^pl_[0-9a-f]{32}_[\w-]{43}$/);
    const airflow = withKey(key);
    expect((await airflow('GET', '/v1/me')).body).toEqual({
      type: 'apiKey',
      id,
      name: 'airflow',
      role: 'operator',
      permissions: ['public', 'read', 'operate'],
    });
    expect((await airflow('POST', '/v1/connections', connection)).status).toBe(403);
    const listed = await plumbline.call('GET', '/v1/api-keys');
    expect(listed.body).toMatchObject({ items: [{ id, lastUsedAt: expect.stringMatching(/^20/) }] });
    expect(listed.text).not.toMatch(/digest|"key"/);
    expect((await plumbline.call('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    expect((await airflow('GET', '/v1/me')).status).toBe(401);
    expect((await plumbline.call('DELETE', `/v1/api-keys/${id}`)).status).toBe(404);
    expect(JSON.stringify(await entriesAbout(id))).not.toContain(key.slice(-43));
  });

  it('expire', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await plumbline.call('POST', '/v1/api-keys', { name: 'short', role: 'viewer', expiresAt });
    const short = withKey(made.body['key'] as string);
    expect((await short('GET', '/v1/me')).status).toBe(200);
    const clock = plumbline.platform.app.get(Clock);
    jest.spyOn(clock, 'now').mockReturnValue(new Date(expiresAt));
    expect((await short('GET', '/v1/me')).status).toBe(401);
  });

  it.each([
    [
      { name: 'late', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' },
      'expiresAt',
      'must be in the future',
    ],
    [{ name: 'odd', role: 'owner' }, 'role', 'must be one of viewer, operator, editor, admin'],
    [{ name: '', role: 'viewer' }, 'name', 'must not be empty'],
  ])('%j is refused', async (body, path, message) => {
    expect(await plumbline.call('POST', '/v1/api-keys', body)).toMatchObject({
      status: 422,
      body: { errors: [{ path, message }] },
    });
  });
});

describe('users', () => {
  it('are made, changed under their version, and deleted', async () => {
    const made = await plumbline.call('POST', '/v1/users', { name: 'Ada', password, role: 'editor' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Ada', role: 'editor', hasPassword: true, version: 1 },
    });
    expect(made.text).not.toMatch(/argon|hash/i);
    const at = made.headers.get('location')!;
    expect(
      (await plumbline.call('POST', '/v1/users', { name: 'ADA', password, role: 'viewer' })).status,
    ).toBe(409);
    const patch = (body: object) => plumbline.call('PATCH', at, body, { 'if-match': '"1"' });
    expect(await patch({ role: 'operator' })).toMatchObject({
      status: 200,
      body: { role: 'operator', version: 2 },
    });
    expect(await patch({ role: 'viewer' })).toMatchObject({
      status: 409,
      body: { code: 'VERSION_CONFLICT' },
    });
    expect((await plumbline.call('GET', at)).body).toMatchObject({ role: 'operator', disabled: false });
    expect((await plumbline.call('DELETE', at)).status).toBe(204);
    expect((await plumbline.call('GET', at)).status).toBe(404);
  });

  it('the last admin stays', async () => {
    const made = await plumbline.call('POST', '/v1/users', { name: 'only', password, role: 'admin' });
    const at = made.headers.get('location')!;
    for (const [method, body] of [
      ['PATCH', { role: 'viewer' }],
      ['PATCH', { disabled: true }],
      ['DELETE', undefined],
    ] as const)
      expect(await plumbline.call(method, at, body)).toMatchObject({
        status: 409,
        body: { code: 'LAST_ADMIN' },
      });
  });

  it.each([
    [{ name: 'b', password: 'too short', role: 'viewer' }, 'password'],
    [{ name: 'babbage', password: 'my-BABBAGE-engine', role: 'viewer' }, 'password'],
    [{ name: 'b', password, role: 'root' }, 'role'],
    [{ name: 'b', role: 'viewer' }, 'password'],
  ])('%j is refused', async (body, path) => {
    const answer = await plumbline.call('POST', '/v1/users', body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });
});

describe('the audit log', () => {
  it('tells of a change who made it, from where, and what was before and after, without secrets', async () => {
    const made = await plumbline.call('POST', '/v1/users', { name: 'grace', password, role: 'editor' });
    const grace = new Browser(plumbline.url);
    await grace.send('POST', '/v1/sign-in', { name: 'grace', password });
    const { id } = (await grace.send('POST', '/v1/connections', connection)).body as { id: string };
    const changed = { ...connection, settings: { ...connection.settings, host: 'replica.example' } };
    expect((await grace.send('PUT', `/v1/connections/${id}`, changed)).status).toBe(200);
    expect((await grace.send('DELETE', `/v1/connections/${id}`)).status).toBe(204);

    const actor = {
      type: 'user',
      id: made.body['id'],
      name: 'grace',
      role: 'editor',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      address: expect.stringContaining('127.0.0.1'),
    };
    const entries = await entriesAbout(id);
    const at = (host: string) => ({ settings: { host } });
    expect(entries).toMatchObject([
      { action: 'connection.delete', stage: 'done', actor },
      { action: 'connection.delete', stage: 'intended', details: { before: at('replica.example') } },
      { action: 'connection.replace', stage: 'done', actor, details: { after: at('replica.example') } },
      { action: 'connection.replace', stage: 'intended', actor, details: { before: at('db.example') } },
      { action: 'connection.create', stage: 'done', actor, details: { after: at('db.example') } },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/hunter2|sealedSecrets/);
  });

  it('tells of attempts that were refused', async () => {
    const { key } = (await plumbline.call('POST', '/v1/api-keys', { name: 'reader', role: 'viewer' }))
      .body as {
      key: string;
    };
    await withKey(key)('POST', '/v1/connections', connection);
    await fetch(`${plumbline.url}/v1/tests/x`, { method: 'DELETE' });
    await fetch(`${plumbline.url}/v1/tests`);
    const log = await plumbline.call('GET', '/v1/audit-logs?action=request.refuse&limit=2');
    expect(log.body['items']).toMatchObject([
      {
        subject: { type: 'route', id: 'DELETE /v1/tests/:id' },
        actor: { type: 'anonymous' },
        details: { code: 'UNAUTHENTICATED', path: '/v1/tests/x' },
      },
      {
        subject: { type: 'route', id: 'POST /v1/connections' },
        actor: { type: 'apiKey', name: 'reader' },
        details: { code: 'FORBIDDEN' },
      },
    ]);
  });

  it('when it cannot be written, nothing is changed', async () => {
    const log = plumbline.platform.app.get(AuditLog);
    jest.spyOn(log, 'record').mockRejectedValue(new Error('the store is full'));
    const refused: Answer = await plumbline.call('POST', '/v1/connections', {
      ...connection,
      name: 'unaccounted',
    });
    expect(refused).toMatchObject({ status: 503, body: { code: 'AUDIT_LOG_UNAVAILABLE' } });
    jest.restoreAllMocks();
    expect((await plumbline.call('GET', '/v1/connections')).text).not.toContain('unaccounted');
  });
});

it('who asks too much is told to slow down', async () => {
  const slow = await startTestPlatform({ RATE_LIMIT: '5' });
  try {
    const answers = [];
    for (let n = 0; n < 6; n++) answers.push(await slow.call('GET', '/v1/me'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers.at(-1)).toMatchObject({ body: { code: 'TOO_MANY_REQUESTS' } });
    expect(Number(answers.at(-1)!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${slow.url}/health/live`)).status).toBe(200);
  } finally {
    await slow.stop();
  }
});
