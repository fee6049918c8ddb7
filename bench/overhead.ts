import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionAnswer } from '../src/api/schemas/executions.ts';
import { withPlatform } from './bench-parts.ts';
import { withKey } from './platform-process.ts';
import { report, spreadOf } from './report.ts';

/**
 * What a run costs beyond its queries, one run of one test after the other. Client: from the POST to the first answer
 * with a verdict, asked for back to back. Server: from `queuedAt` to `finishedAt`, in whole ms, left alone meanwhile.
 */
const RUNS = Number(process.env['RUNS'] ?? 200);
const WARM_UP = 50;
const LEFT_ALONE_MS = 30;

interface Measured {
  readonly clientMs: number;
  readonly serverMs: number;
  readonly queryMs: number;
  readonly acceptedMs: number;
}

async function runOnce(url: string, testId: string, leftAloneMs: number): Promise<Measured> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/v1/tests/${testId}/run`, { method: 'POST', ...withKey });
  const { executionId } = (await response.json()) as { executionId: string };
  const acceptedMs = performance.now() - startedAt;
  for (;;) {
    await sleep(leftAloneMs);
    const execution = (await (
      await fetch(`${url}/v1/executions/${executionId}`, withKey)
    ).json()) as ExecutionAnswer;
    if (execution.finishedAt === null) continue;
    if (execution.status !== 'passed') throw new Error(`${execution.status}: ${execution.message}`);
    return {
      clientMs: performance.now() - startedAt,
      serverMs: Date.parse(execution.finishedAt) - Date.parse(execution.queuedAt),
      queryMs: (execution.statements ?? []).reduce((sum, { durationMs }) => sum + durationMs, 0),
      acceptedMs,
    };
  }
}

async function runs(
  n: number,
  url: string,
  testId: string,
  leftAloneMs: number,
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (let i = 0; i < n; i += 1) measured.push(await runOnce(url, testId, leftAloneMs));
  return measured;
}

const redisUrl = process.env['REDIS_URL'];
await withPlatform(redisUrl ? { REDIS_URL: redisUrl } : {}, async ({ url, testId }) => {
  await runs(WARM_UP, url, testId, 0);
  const asClient = await runs(RUNS, url, testId, 0);
  const asServer = await runs(RUNS, url, testId, LEFT_ALONE_MS);
  report(
    'ms of overhead of a run',
    { runs: RUNS, queue: redisUrl ? 'redis' : 'postgres' },
    {
      'client: POST to verdict, minus queries': spreadOf(asClient.map((m) => m.clientMs - m.queryMs)),
      'client: POST to 202': spreadOf(asClient.map((m) => m.acceptedMs)),
      'server: queued to finished, minus queries': spreadOf(asServer.map((m) => m.serverMs - m.queryMs)),
      'the queries themselves': spreadOf([...asClient, ...asServer].map((m) => m.queryMs)),
    },
  );
});
