import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { adminKey } from '../support/stub-access.ts';

let plumbline: TestPlatform;
beforeAll(async () => {
  plumbline = await startTestPlatform({ DOCS: 'public' });
});
afterAll(() => plumbline.stop());

const policyOf = (headers: Headers): ReadonlyMap<string, string> =>
  new Map(
    (headers.get('content-security-policy') ?? '').split(';').map((directive): [string, string] => {
      const [name = '', ...values] = directive.trim().split(' ');
      return [name, values.join(' ')];
    }),
  );

describe('every answer', () => {
  it.each([
    '/',
    '/docs',
    '/openapi.json',
    '/v1/tests',
    '/v1/nothing',
    '/health/live',
    '/nowhere',
    '/sign-in',
  ])('%s tells browsers to run nothing foreign and to show it in no frame', async (path) => {
    const { headers } = await plumbline.call('GET', path);
    const policy = policyOf(headers);
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
    expect(policy.get('base-uri')).toBe("'none'");
    expect(policy.get('script-src') ?? "'none'").not.toMatch(/unsafe|\*|http/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('the start page runs the one script that its policy names, and nothing else', async () => {
    const { text, headers } = await plumbline.call('GET', '/');
    const scripts = [...text.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script]) => script ?? '');
    const hashes = scripts.map(
      (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    );
    expect(policyOf(headers).get('script-src')).toBe(hashes.join(' '));
    expect(text).not.toMatch(/\son\w+=|<script src|javascript:/i);
  });
});

describe('another origin', () => {
  it.each(['/v1/tests', '/v1/connections', '/openapi.json', '/health/live', '/'])(
    'may not read %s: no header of CORS is ever sent',
    async (path) => {
      const origin = 'https://evil.example';
      const read = await plumbline.call('GET', path, undefined, { origin });
      const preflight = await plumbline.call('OPTIONS', path, undefined, {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      });
      for (const { headers } of [read, preflight])
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(preflight.status).toBeGreaterThanOrEqual(400);
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'cannot send a body without asking: a body of type "%s" is refused unread',
    async (type) => {
      const answer = await plumbline.call('POST', '/v1/runs', '{"tags":["x"]}', { 'content-type': type });
      expect(answer.status).toBe(415);
    },
  );
});

describe('a body', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    plumbline.call('POST', '/v1/connections', body, headers);

  it.each([
    ['objects', '{"settings":'.repeat(2000) + '1' + '}'.repeat(2000)],
    ['lists', `{"name":"a","engine":"postgres","settings":{"x":${'['.repeat(5000)}${']'.repeat(5000)}}}`],
    ['one level too many', `{"settings":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`],
  ])('that is nested too deeply is refused: %s', async (_, body) => {
    const answer = await post(body);
    expect([answer.status, answer.body['code'], answer.text]).toEqual([
      422,
      'VALIDATION_FAILED',
      expect.stringContaining('is nested too deeply'),
    ]);
  });

  it('that is too large is refused', async () => {
    expect((await post(`{"name":"${'a'.repeat(300_000)}"}`)).status).toBe(413);
  });

  it('that becomes too large when it is unpacked is refused', async () => {
    const bomb = gzipSync(Buffer.from(`{"name":"${'a'.repeat(50_000_000)}"}`));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await fetch(`${plumbline.url}/v1/connections`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${adminKey}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: bomb,
    });
    expect(answer.status).toBe(413);
  });

  it.each([
    ['no JSON', '{'],
    ['a text', '"a"'],
    ['a number', '1e999'],
    ['nothing', 'null'],
    ['noise', randomBytes(64).toString('latin1')],
    ['prototypes', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}'],
  ])('that is %s is refused in plain words', async (_, body) => {
    const answer = await post(body);
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });
});
