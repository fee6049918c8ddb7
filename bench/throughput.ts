import { setTimeout as sleep } from 'node:timers/promises';
import type { Summary } from '../scripts/demo/platform-client.ts';
import { openBullQueue, openBullWorker, type QueueSettings } from '../src/queue/bullmq-backend.ts';
import { withPlatform } from './bench-parts.ts';
import { withKey } from './platform-process.ts';
import { report, type Rows } from './report.ts';

/**
 * Runs of one test a second through the whole platform, against jobs that do nothing a second through BullMQ alone
 * with the same options on the same server: what the queue could do at most.
 */
const RUNS = Number(process.env['RUNS'] ?? 2000);
const CLIENTS = 32;
const CONCURRENCY = Number(process.env['WORKER_CONCURRENCY'] ?? 16);

async function fromMany(n: number, one: () => Promise<unknown>): Promise<void> {
  let left = n;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (left > 0) {
        left -= 1;
        await one();
      }
    }),
  );
}

async function bullRate(settings: QueueSettings, n: number): Promise<number> {
  const options = { attempts: 3, removeOnComplete: true, removeOnFail: true };
  const queue = openBullQueue(settings, 'bench', options);
  let done = 0;
  let tellAll = () => {};
  const all = new Promise<void>((resolve) => (tellAll = resolve));
  const worker = openBullWorker(
    settings,
    'bench',
    async () => {
      done += 1;
      if (done === n) tellAll();
    },
    { concurrency: CONCURRENCY },
  );
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const running = worker.run();
  let i = 0;
  const startedAt = performance.now();
  await fromMany(n, () => queue.add('bench', { id: i }, { jobId: `bench-${n}-${(i += 1)}`, priority: 10 }));
  await all;
  const seconds = (performance.now() - startedAt) / 1000;
  await worker.close(false);
  await running;
  await queue.close();
  return n / seconds;
}

async function platformRate(url: string, testId: string, n: number): Promise<number> {
  const finished = async () => {
    const { last24h } = (await (await fetch(`${url}/v1/dashboard/summary`, withKey)).json()) as Summary;
    return Object.values(last24h.executions).reduce((sum, count) => sum + count, 0);
  };
  const goal = (await finished()) + n;
  const startedAt = performance.now();
  await fromMany(n, async () => {
    const response = await fetch(`${url}/v1/tests/${testId}/run`, { method: 'POST', ...withKey });
    if (!response.ok) throw new Error(await response.text());
    await response.arrayBuffer();
  });
  while ((await finished()) < goal) await sleep(20);
  return (1000 * n) / (performance.now() - startedAt);
}

const rounded = (n: number) => Math.round(n * 100) / 100;
const redisUrl = process.env['REDIS_URL'];
const env = { WORKER_CONCURRENCY: String(CONCURRENCY), ...(redisUrl && { REDIS_URL: redisUrl }) };
await withPlatform(env, async ({ url, resultsDbUrl, testId }) => {
  const settings: QueueSettings = redisUrl
    ? { kind: 'redis', url: redisUrl }
    : { kind: 'postgres', url: resultsDbUrl };
  await platformRate(url, testId, 300);
  await bullRate(settings, 300);
  const rows: { -readonly [row in keyof Rows]: Rows[row] } = {};
  for (const round of ['1', '2', '3']) {
    const platform = await platformRate(url, testId, RUNS);
    const bull = await bullRate(settings, RUNS);
    rows[`round ${round}`] = {
      'runs/s': Math.round(platform),
      'BullMQ no-ops/s': Math.round(bull),
      ratio: rounded(platform / bull),
    };
  }
  const settled = { runs: RUNS, clients: CLIENTS, concurrency: CONCURRENCY, queue: settings.kind };
  report('runs a second', settled, rows);
});
