import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { compileSources, type CompiledSources } from '../support/compiled.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, untilFinished } from '../support/platform.ts';
import { runMain, startMain, type PlatformProcess } from '../support/process.ts';

let compiled: CompiledSources;
let source: TestDatabase;
let owner: pg.Client;
const dirs: string[] = [];
const running = new Set<PlatformProcess>();

beforeAll(async () => {
  [compiled, source] = await Promise.all([compileSources(['.']), createDatabase()]);
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE TABLE orders (id int);
    INSERT INTO orders VALUES (1);
    CREATE VIEW slow AS SELECT id, pg_sleep(3)::text AS nap FROM orders;
  `);
});

afterEach(async () => {
  await Promise.all([...running].map((platform) => platform.end('SIGKILL')));
  running.clear();
});

afterAll(async () => {
  await owner.end();
  await source.drop();
  await compiled.remove();
  await Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true })));
});

async function dataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'plumbline-process-'));
  dirs.push(dir);
  return dir;
}

async function start(dir: string, variables: Record<string, string> = {}): Promise<PlatformProcess> {
  const platform = await startMain(compiled.dir, {
    DATA_DIR: dir,
    LEASE: '2s',
    SWEEP_EVERY: '1s',
    ...variables,
  });
  running.add(platform);
  return platform;
}

async function end(platform: PlatformProcess, signal: NodeJS.Signals): Promise<number | string> {
  running.delete(platform);
  return platform.end(signal);
}

/** A run that keeps the customer's database busy for three seconds, and has begun to. */
async function startSlowRun(platform: PlatformProcess): Promise<string> {
  const connection = await platform.call(
    'POST',
    '/v1/connections',
    connectionTo(source.url, 'orders database'),
  );
  const test = await platform.call('POST', '/v1/tests', {
    name: 'slow',
    kind: 'volume',
    connectionId: connection.body['id'],
    dataset: 'public.slow',
    filter: `nap = ''`,
    fail: { min: 1 },
  });
  const run = await platform.call('POST', `/v1/tests/${test.body['id'] as string}/run`);
  expect(run.status).toBe(202);
  while ((await busy()) === 0) await sleep(20);
  return run.body['runId'] as string;
}

async function busy(): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'`,
  );
  return rows[0]!.n;
}

it('SIGTERM lets running work finish, and a second start finds everything again', async () => {
  const dir = await dataDir();
  const first = await start(dir);
  const runId = await startSlowRun(first);
  expect(await end(first, 'SIGTERM')).toBe(0);
  expect(await busy()).toBe(0);

  const second = await start(dir);
  expect((await second.call('GET', `/v1/runs/${runId}`)).body).toMatchObject({
    state: 'finished',
    executions: [{ status: 'passed', attempt: 1 }],
  });
  expect((await second.call('GET', '/v1/connections')).body).toMatchObject({
    items: [{ name: 'orders database' }],
  });
  expect(await end(second, 'SIGINT')).toBe(0);
});

it('SIGTERM hands back what does not finish in time, and the next process gives the verdict', async () => {
  const dir = await dataDir();
  const first = await start(dir, { DRAIN_TIMEOUT: '0s' });
  const runId = await startSlowRun(first);
  expect(await end(first, 'SIGTERM')).toBe(0);
  expect(await busy()).toBe(0);

  const second = await start(dir);
  expect(await untilFinished(second.call, runId)).toMatchObject([{ status: 'passed' }]);
});

it('after kill -9 in the middle of a run the next process gives the verdict', async () => {
  const dir = await dataDir();
  const first = await start(dir);
  const runId = await startSlowRun(first);
  expect(await end(first, 'SIGKILL')).toBe('SIGKILL');

  const second = await start(dir);
  expect(await untilFinished(second.call, runId)).toMatchObject([{ status: 'passed', attempt: 2 }]);
});

it('a second process on the same data directory is refused, and the first is not disturbed', async () => {
  const dir = await dataDir();
  const first = await start(dir);
  const second = await runMain(compiled.dir, { DATA_DIR: dir, PORT: '0' });
  expect(second.code).toBe(1);
  expect(second.output).toContain(dir);
  expect((await first.call('GET', '/health/ready')).status).toBe(200);
});

it('a bad environment ends the start with code 2 and every problem at once', async () => {
  const { code, output } = await runMain(compiled.dir, {
    ROLE: 'boss',
    PORT: 'eight',
    RESULTS_DB_URL: 'mysql://root:hunter2@db',
    LEASE: 'long',
  });
  expect(code).toBe(2);
  for (const variable of ['ROLE', 'PORT', 'RESULTS_DB_URL', 'LEASE'])
    expect(output).toContain(`${variable}:`);
  expect(output).not.toContain('hunter2');
});

it('what it logs holds no secret', async () => {
  const platform = await start(await dataDir(), { LOG_LEVEL: 'debug' });
  await startSlowRun(platform);
  const wrong = { ...connectionTo(source.url, 'wrong password'), secrets: { password: 'not-the-password' } };
  const created = await platform.call('POST', '/v1/connections', wrong);
  await platform.call('POST', `/v1/connections/${created.body['id'] as string}/verify`);
  await end(platform, 'SIGTERM');
  expect(platform.output()).toContain('is ready');
  expect(platform.output()).not.toContain(decodeURIComponent(new URL(source.url).password));
  expect(platform.output()).not.toContain('not-the-password');
});
