import { jest } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Clock } from '../../src/ports/clock.ts';
import { Browser } from '../support/browser.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

const password = 'correct horse battery';

let dynamo: TestDynamo;
let plumbline: TestPlatform;
beforeAll(async () => {
  dynamo = await startDynamo();
  plumbline = await startTestPlatform({
    DYNAMODB_ENDPOINT: dynamo.endpoint,
    SESSION_IDLE: '1h',
    SESSION_LONGEST: '3h',
  });
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await plumbline.stop();
  await dynamo.stop();
});

let n = 0;
/** A user who is signed in, and the user's record. */
async function signedIn(role = 'editor') {
  const name = `user-${(n += 1)}`;
  const user = (await plumbline.call('POST', '/v1/users', { name, password, role })).body;
  const browser = new Browser(plumbline.url);
  expect(await browser.send('POST', '/v1/sign-in', { name, password })).toMatchObject({
    status: 200,
    body: { type: 'user', id: user['id'], name, role },
  });
  return { browser, name, id: user['id'] as string };
}
const me = async (browser: Browser) => (await browser.send('GET', '/v1/me')).status;

/** The clock of the platform, so much later. */
function later(minutes: number): void {
  const clock = plumbline.platform.app.get(Clock);
  jest.spyOn(clock, 'now').mockImplementation(() => new Date(Date.now() + minutes * 60_000));
}

describe('the cookie', () => {
  it('is out of reach of scripts and of other sites', async () => {
    const { browser } = await signedIn();
    const [first, ...attributes] = browser.lastCookie!.split('; ');
    expect(first).toMatch(/^plumbline_session=[A-Za-z0-9_-]{43}$/);
    expect(attributes).toEqual(['Path=/', 'HttpOnly', 'SameSite=Lax', expect.stringMatching(/^Expires=/)]);
  });

  it('is for TLS and this host only where people come over TLS; the plain one is not taken there', async () => {
    const overTls = await startTestPlatform({
      DYNAMODB_ENDPOINT: dynamo.endpoint,
      PUBLIC_URL: 'https://quality.example.com',
    });
    try {
      await overTls.call('POST', '/v1/users', { name: 'tls', password, role: 'viewer' });
      const browser = new Browser(overTls.url);
      await browser.send('POST', '/v1/sign-in', { name: 'tls', password });
      expect(browser.lastCookie).toMatch(/^__Host-plumbline_session=[\w-]{43}; Path=\/; .*; Secure$/);
      expect(await me(browser)).toBe(200);
      const planted = new Browser(overTls.url);
      planted.plant('plumbline_session', browser.token!);
      expect(await me(planted)).toBe(401);
      const headers = { origin: 'https://quality.example.com', 'x-plumbline-request': '1' };
      expect((await browser.sendAs(headers, 'POST', '/v1/sign-out')).status).toBe(204);
    } finally {
      await overTls.stop();
    }
  });

  it('and the password are nowhere in the store as they are', async () => {
    const { browser } = await signedIn();
    const rows = await Promise.all(
      ['Sessions', 'Users', 'AuditLogs'].map((table) =>
        dynamo.client.send(new ScanCommand({ TableName: `Plumbline${table}` })),
      ),
    );
    const kept = JSON.stringify(rows.map(({ Items }) => Items));
    expect(kept).toContain('$argon2id$');
    expect(kept).not.toContain(browser.token);
    expect(kept).not.toContain(password);
  });
});

describe('fixation', () => {
  it('a planted cookie is never the one of the session that begins', async () => {
    const { name } = await signedIn();
    const browser = new Browser(plumbline.url);
    const planted = 'A'.repeat(43);
    browser.plant('plumbline_session', planted);
    await browser.send('POST', '/v1/sign-in', { name, password });
    expect(browser.token).not.toBe(planted);
    const attacker = new Browser(plumbline.url);
    attacker.plant('plumbline_session', planted);
    expect(await me(attacker)).toBe(401);
  });

  it('who signs in again leaves the session before behind, and it is over', async () => {
    const { browser, name } = await signedIn();
    const old = new Browser(plumbline.url);
    old.plant('plumbline_session', browser.token!);
    await browser.send('POST', '/v1/sign-in', { name, password });
    expect(await me(browser)).toBe(200);
    later(1);
    expect(await me(old)).toBe(401);
  });
});

describe('requests from pages of others', () => {
  const own = () => ({ origin: plumbline.url, 'x-plumbline-request': '1' });
  const sets: readonly (readonly [string, () => Record<string, string>])[] = [
    ['another site', () => ({ ...own(), 'sec-fetch-site': 'cross-site' })],
    ['another host of the same site', () => ({ ...own(), 'sec-fetch-site': 'same-site' })],
    ['a foreign origin', () => ({ ...own(), origin: 'https://evil.example' })],
    ['the same host on another port', () => ({ ...own(), origin: 'http://127.0.0.1:1' })],
    ['an origin that is hidden', () => ({ ...own(), origin: 'null' })],
    ['nowhere that is said', () => ({ 'x-plumbline-request': '1' })],
    ['a form of our own origin, which cannot send the header', () => ({ origin: plumbline.url })],
  ];
  it.each(sets)('from %s: refused, written down, and nothing is changed', async (_, headers) => {
    const { browser, id } = await signedIn('admin');
    const made = await browser.sendAs(headers(), 'POST', '/v1/api-keys', {
      name: `csrf ${n}`,
      role: 'admin',
    });
    expect(made).toMatchObject({ status: 403, body: { code: 'CROSS_SITE_REQUEST' } });
    expect((await browser.sendAs(headers(), 'POST', '/v1/sign-out')).status).toBe(403);
    expect(await me(browser)).toBe(200);
    const keys = await plumbline.call('GET', '/v1/api-keys');
    expect(keys.text).not.toContain(`"csrf ${n}"`);
    const log = await plumbline.call('GET', '/v1/audit-logs?action=request.refuse&limit=2');
    expect(log.body['items']).toMatchObject([
      { subject: { id: 'POST /v1/sign-out' }, actor: { id }, details: { code: 'CROSS_SITE_REQUEST' } },
      { subject: { id: 'POST /v1/api-keys' }, actor: { id }, details: { code: 'CROSS_SITE_REQUEST' } },
    ]);
  });

  it('cannot sign somebody in', async () => {
    const { name } = await signedIn();
    const browser = new Browser(plumbline.url);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])
      expect(await browser.sendAs(headers, 'POST', '/v1/sign-in', { name, password })).toMatchObject({
        status: 403,
        body: { code: 'CROSS_SITE_REQUEST' },
      });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await browser.sendAs(form, 'POST', '/v1/sign-in', { name, password })).status).toBe(415);
    expect(browser.token).toBeNull();
  });

  it('a key needs none of this: no browser adds it by itself', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await plumbline.call('POST', '/v1/sign-out', undefined, headers)).status).toBe(204);
  });

  it('no answer lets a page of another server read it', async () => {
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    for (const method of ['OPTIONS', 'GET']) {
      const { headers } = await plumbline.call(method, '/v1/me', undefined, asked);
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
});

describe('a session ends', () => {
  it('when it rests too long; use keeps it alive, but not for ever', async () => {
    const { browser } = await signedIn();
    const resting = await signedIn();
    for (const minutes of [50, 100, 150]) {
      later(minutes);
      expect(await me(browser)).toBe(200);
    }
    expect(await me(resting.browser)).toBe(401);
    later(181);
    expect(await me(browser)).toBe(401);
  });

  it('when its user signs out, and cannot be used again', async () => {
    const { browser } = await signedIn();
    const copy = new Browser(plumbline.url);
    copy.plant('plumbline_session', browser.token!);
    expect((await browser.send('POST', '/v1/sign-out')).status).toBe(204);
    expect(browser.token).toBeNull();
    expect(await me(copy)).toBe(401);
  });

  it.each([
    ['is disabled', 'PATCH', { disabled: true }],
    ['gets a new password', 'PATCH', { password: 'a staple for every horse' }],
    ['is deleted', 'DELETE', undefined],
  ] as const)('when its user %s', async (_, method, patch) => {
    const { browser, id } = await signedIn();
    const [phone] = [new Browser(plumbline.url)];
    phone.plant('plumbline_session', browser.token!);
    expect(await me(phone)).toBe(200);
    expect((await plumbline.call(method, `/v1/users/${id}`, patch)).status).toBeLessThan(300);
    expect([await me(browser), await me(phone)]).toEqual([401, 401]);
  });

  it('when its user changes the password, everywhere', async () => {
    const { browser, name } = await signedIn();
    const stolen = new Browser(plumbline.url);
    stolen.plant('plumbline_session', browser.token!);
    const next = 'a staple for every horse';
    const refused = await browser.send('POST', '/v1/me/password', {
      current: 'wrong wrong wrong',
      password: next,
    });
    expect(refused).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } });
    const changed = await browser.send('POST', '/v1/me/password', { current: password, password: next });
    expect(changed.status).toBe(204);
    expect([await me(browser), await me(stolen)]).toEqual([401, 401]);
    expect((await browser.send('POST', '/v1/sign-in', { name, password })).status).toBe(401);
    expect((await browser.send('POST', '/v1/sign-in', { name, password: next })).status).toBe(200);
  });

  it('a lesser role holds from the next request on', async () => {
    const { browser, id } = await signedIn('admin');
    expect((await browser.send('GET', '/v1/users')).status).toBe(200);
    await plumbline.call('PATCH', `/v1/users/${id}`, { role: 'viewer' });
    expect((await browser.send('GET', '/v1/users')).status).toBe(403);
    expect((await browser.send('GET', '/v1/tests')).status).toBe(200);
  });
});
