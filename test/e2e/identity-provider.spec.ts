import { jest } from '@jest/globals';
import { choosePort } from '../../src/embedded/ports.ts';
import { Browser } from '../support/browser.ts';
import {
  client,
  signInAt,
  startIdentityProvider,
  type TestIdentityProvider,
} from '../support/identity-provider.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let provider: TestIdentityProvider;
let plumbline: TestPlatform;

beforeAll(async () => {
  // the provider's notes to those who would run it for real
  for (const method of ['info', 'warn'] as const)
    jest.spyOn(console, method).mockImplementation(() => undefined);
  const port = await choosePort(null, 'PORT');
  const url = `http://127.0.0.1:${port}`;
  provider = await startIdentityProvider(`${url}/v1/sign-in/oidc/callback`);
  plumbline = await startTestPlatform({
    PORT: String(port),
    PUBLIC_URL: url,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
    OIDC_ROLE_MAP: 'data-admins=admin,engineers=editor',
  });
});
afterAll(async () => {
  await plumbline.stop();
  await provider.stop();
});

/** To the provider and back, up to the last step. */
async function wayBack(browser: Browser, login: string): Promise<string> {
  const begun = await browser.send('GET', '/v1/sign-in/oidc');
  expect(begun.status).toBe(302);
  const back = await signInAt(provider.issuer, begun.headers.get('location')!, login);
  expect(back).toContain(`${plumbline.url}/v1/sign-in/oidc/callback?code=`);
  return back.slice(plumbline.url.length);
}
async function comeIn(login: string) {
  const browser = new Browser(plumbline.url);
  return { browser, answer: await browser.send('GET', await wayBack(browser, login)) };
}

it('the way there asks for a code, with PKCE, state and nonce', async () => {
  const browser = new Browser(plumbline.url);
  const { headers } = await browser.send('GET', '/v1/sign-in/oidc');
  const asked = new URL(headers.get('location')!);
  expect(asked.origin).toBe(provider.issuer);
  expect(Object.fromEntries(asked.searchParams)).toEqual({
    client_id: 'plumbline',
    redirect_uri: `${plumbline.url}/v1/sign-in/oidc/callback`,
    response_type: 'code',
    scope: 'openid profile email',
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(browser.lastCookie).toMatch(/^plumbline_oidc=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; /);
});

it('who comes back is signed in, with the highest role of the groups', async () => {
  const { browser, answer } = await comeIn('ada');
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/']);
  expect((await browser.send('GET', '/v1/me')).body).toMatchObject({
    type: 'user',
    name: 'ada',
    role: 'admin',
  });
  expect((await browser.send('GET', '/v1/users')).body).toMatchObject({
    items: [{ name: 'ada', role: 'admin', issuer: provider.issuer, hasPassword: false }],
  });
  const log = await plumbline.call('GET', '/v1/audit-logs?action=session.start&limit=1');
  expect(log.body['items']).toMatchObject([
    { stage: 'done', details: { after: { name: 'ada', role: 'admin' } } },
  ]);
});

it('each sign-in asks about the role again, and finds the same user', async () => {
  const first = (await comeIn('grace')).browser;
  const { id } = (await first.send('GET', '/v1/me')).body as { id: string };
  provider.people['grace'] = { preferred_username: 'grace hopper', groups: ['data-admins'] };
  const again = (await comeIn('grace')).browser;
  expect((await again.send('GET', '/v1/me')).body).toMatchObject({ id, role: 'admin' });
  provider.people['grace'] = { groups: ['engineers'] };
  await comeIn('grace');
  expect((await again.send('GET', '/v1/me')).body).toMatchObject({ id, role: 'editor' });
});

it('who is in no group with a role stays outside, and so does who is disabled here', async () => {
  const { browser, answer } = await comeIn('eve');
  expect(answer).toMatchObject({ status: 403, body: { code: 'NO_ROLE' } });
  expect((await browser.send('GET', '/v1/me')).status).toBe(401);

  const { id } = (await (await comeIn('grace')).browser.send('GET', '/v1/me')).body as { id: string };
  await plumbline.call('PATCH', `/v1/users/${id}`, { disabled: true });
  expect((await comeIn('grace')).answer).toMatchObject({ status: 403, body: { code: 'USER_DISABLED' } });
  await plumbline.call('PATCH', `/v1/users/${id}`, { disabled: false });
});

it('role and password are up to the provider', async () => {
  const { id } = (await (await comeIn('ada')).browser.send('GET', '/v1/me')).body as { id: string };
  const patched = await plumbline.call('PATCH', `/v1/users/${id}`, {
    role: 'viewer',
    password: 'correct horse battery',
  });
  expect(patched).toMatchObject({ status: 422, body: { errors: [{ path: 'role' }, { path: 'password' }] } });
  const signIn = { name: 'ada', password: 'correct horse battery' };
  expect((await plumbline.call('POST', '/v1/sign-in', signIn)).status).toBe(401);
});

describe('nobody comes in', () => {
  const refused = { status: 401, body: { code: 'WRONG_CREDENTIALS' } };

  it('on a way back that another browser began', async () => {
    const back = await wayBack(new Browser(plumbline.url), 'ada');
    const victim = new Browser(plumbline.url);
    expect(await victim.send('GET', back)).toMatchObject(refused);
    await victim.send('GET', '/v1/sign-in/oidc');
    expect(await victim.send('GET', back)).toMatchObject(refused);
    expect((await victim.send('GET', '/v1/me')).status).toBe(401);
  });

  it('twice on one way back', async () => {
    const browser = new Browser(plumbline.url);
    const back = await wayBack(browser, 'ada');
    const copy = new Browser(plumbline.url);
    copy.plant('plumbline_oidc', browser.token!);
    expect((await browser.send('GET', back)).status).toBe(302);
    expect(await copy.send('GET', back)).toMatchObject(refused);
  });

  it.each([
    ['another code', (back: string) => back.replace(/code=[^&]+/, 'code=guessed')],
    ['another state', (back: string) => back.replace(/state=[^&]+/, `state=${'A'.repeat(43)}`)],
    ['no state', (back: string) => back.replace(/state=[^&]+&?/, '')],
    ['another issuer', (back: string) => back.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example')],
    ['a refusal', (back: string) => back.replace(/code=[^&]+/, 'error=access_denied')],
  ])('with %s', async (_, change) => {
    const browser = new Browser(plumbline.url);
    const back = await wayBack(browser, 'ada');
    expect(await browser.send('GET', change(back))).toMatchObject(refused);
  });

  it('with a token that is not signed by the keys of the provider', async () => {
    const fresh = await startTestPlatform({
      PUBLIC_URL: plumbline.url,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      OIDC_ROLE_MAP: '*=admin',
    });
    try {
      provider.servesOtherKeys = true;
      const browser = new Browser(fresh.url);
      const begun = await browser.send('GET', '/v1/sign-in/oidc');
      const back = await signInAt(provider.issuer, begun.headers.get('location')!, 'ada');
      const answer = await browser.send('GET', back.slice(plumbline.url.length));
      expect(answer).toMatchObject({ status: 401 });
      expect((await browser.send('GET', '/v1/me')).status).toBe(401);
    } finally {
      provider.servesOtherKeys = false;
      await fresh.stop();
    }
  });
});

it('a provider that does not answer is no reason to let somebody in', async () => {
  const lonely = await startTestPlatform({
    PUBLIC_URL: 'https://quality.example.com',
    OIDC_ISSUER: 'http://127.0.0.1:1',
    OIDC_CLIENT_ID: client.id,
    OIDC_ROLE_MAP: '*=admin',
  });
  try {
    expect(await new Browser(lonely.url).send('GET', '/v1/sign-in/oidc')).toMatchObject({
      status: 503,
      body: { code: 'IDENTITY_PROVIDER_UNAVAILABLE' },
    });
  } finally {
    await lonely.stop();
  }
});
