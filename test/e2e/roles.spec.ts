import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { compileSources, type CompiledSources } from '../support/compiled.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startDynamo } from '../support/dynamo.ts';
import { connectionTo, untilFinished } from '../support/platform.ts';
import {
  runMain,
  startMain,
  startQuietly,
  type PlatformProcess,
  type QuietProcess,
} from '../support/process.ts';

let compiled: CompiledSources;
let source: TestDatabase;
let results: TestDatabase;
let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let dataDir: string;

beforeAll(async () => {
  [compiled, source, results, dynamo, dataDir] = await Promise.all([
    compileSources(['.']),
    createDatabase(),
    createDatabase(),
    startDynamo(),
    mkdtemp(join(tmpdir(), 'plumbline-roles-')),
  ]);
  const owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query('CREATE TABLE orders AS SELECT generate_series(1, 7) AS id');
  await owner.end();
});

afterAll(async () => {
  await Promise.all([source.drop(), results.drop(), dynamo.stop(), compiled.remove()]);
  await rm(dataDir, { recursive: true, force: true });
});

const external = () => ({
  DATA_DIR: dataDir,
  RESULTS_DB_URL: results.url,
  DYNAMODB_ENDPOINT: dynamo.endpoint,
  CONNECTIONS_ALLOW: '127.0.0.0/8',
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  HOST: '127.0.0.1',
});

async function aTest(api: PlatformProcess, name: string): Promise<string> {
  const connection = await api.call(
    'POST',
    '/v1/connections',
    connectionTo(source.url, `${name}'s connection`),
  );
  const test = await api.call('POST', '/v1/tests', {
    name,
    kind: 'volume',
    connectionId: connection.body['id'],
    dataset: 'public.orders',
    fail: { min: 7, max: 7 },
  });
  expect(test.status).toBe(201);
  return test.body['id'] as string;
}

/** API, worker and scheduler apart, on services of their own; a run goes through all of them. */
async function runApart(variables: Record<string, string>): Promise<void> {
  const environment = { ...external(), ...variables };
  const api = await startMain(compiled.dir, { ...environment, ROLE: 'api' });
  const others: QuietProcess[] = [];
  try {
    for (const ROLE of ['worker', 'scheduler'])
      others.push(await startQuietly(compiled.dir, { ...environment, ROLE }));
    const testId = await aTest(api, `apart ${JSON.stringify(Object.keys(variables))}`);
    const run = await api.call('POST', `/v1/tests/${testId}/run`);
    expect(await untilFinished(api.call, run.body['runId'] as string)).toMatchObject([
      { status: 'passed', observed: { rows: 7 } },
    ]);
  } finally {
    for (const other of others) expect(await other.end('SIGTERM')).toBe(0);
    expect(await api.end('SIGTERM')).toBe(0);
  }
  expect(await readdir(dataDir)).toEqual([]);
}

it('API, worker and scheduler work as processes of their own, and touch no data directory', () =>
  runApart({}));

it('a role of its own without outside stores is refused, naming what it needs', async () => {
  const { code, output } = await runMain(compiled.dir, { ROLE: 'worker', DATA_DIR: dataDir });
  expect(code).toBe(2);
  expect(output).toContain('RESULTS_DB_URL');
  expect(output).toContain('DYNAMODB_ENDPOINT');
});

const redisUrl = process.env['REDIS_TEST_URL'];
const withRedis = redisUrl || process.env['CI_FULL'] === 'true' ? it : it.skip;
withRedis('with Redis as the queue (needs a Redis server: REDIS_TEST_URL) nothing else changes', () => {
  expect(redisUrl).toBeDefined();
  return runApart({ REDIS_URL: redisUrl! });
});
