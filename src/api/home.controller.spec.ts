import { createHash } from 'node:crypto';
import { startStubApi, stub, type StubApi } from '../../test/support/stub-api.ts';
import { GetSummary } from '../features/dashboard/get-summary.ts';
import { summaryAnswer } from './schemas/dashboard.ts';

const [summary] = summaryAnswer.meta()?.['examples'] as readonly [{ at: string }];
let api: StubApi;
beforeAll(async () => {
  api = await startStubApi([stub(GetSummary, () => ({ ...summary, at: new Date(summary.at) }))]);
});
afterAll(() => api.close());

it('serves the summary in its documented shape', async () => {
  const reply = await api.send('GET', '/v1/dashboard/summary');
  expect(reply).toMatchObject({ status: 200, json: summary });
  expect(summaryAnswer.strict().safeParse(reply.json).error).toBeUndefined();
});

it('serves a front page that needs nothing from elsewhere and never writes markup from data', async () => {
  const reply = await fetch(`${api.url}/`);
  const page = await reply.text();
  expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page).toContain("fetch('/v1/dashboard/summary')");
  expect(page).toContain('href="/docs"');
  expect(page).not.toMatch(/https?:\/\/|innerHTML|insertAdjacentHTML|document\.write/);
  const [, script] = /<script>([\s\S]*)<\/script>/.exec(page)!;
  expect(reply.headers.get('content-security-policy')).toContain(
    `script-src 'sha256-${createHash('sha256').update(script!).digest('base64')}'`,
  );
});

it('is live whatever its parts do, and ready only when all answer', async () => {
  expect(await api.send('GET', '/health/ready')).toMatchObject({
    status: 200,
    json: { status: 'ready', parts: { results: null, queue: null } },
  });
  api.parts['queue'] = 'does not answer';
  expect(await api.send('GET', '/health/ready')).toMatchObject({
    status: 503,
    json: { status: 'notReady', parts: { results: null, queue: 'does not answer' } },
  });
  expect(await api.send('GET', '/health/live')).toMatchObject({ status: 200, json: { status: 'live' } });
});
