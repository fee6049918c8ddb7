import { createHash } from 'node:crypto';
import { startStubApi, type StubApi } from '../../test/support/stub-api.ts';

let api: StubApi;
beforeAll(async () => {
  api = await startStubApi([]);
});
afterAll(() => api.close());

it.each(['/sign-in', '/setup?token=abc'])('%s needs nobody, and nothing from elsewhere', async (path) => {
  const reply = await fetch(api.url + path);
  const page = await reply.text();
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
  expect(reply.headers.get('cache-control')).toBe('no-store');
  expect(page).not.toMatch(/https?:\/\/|innerHTML|insertAdjacentHTML|document\.write|abc/);
  const [, script] = /<script>([\s\S]*)<\/script>/.exec(page)!;
  const policy = reply.headers.get('content-security-policy');
  expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script!).digest('base64')}'`);
  expect(policy).toContain("frame-ancestors 'none'");
});
