import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { compileSources, type CompiledSources } from '../support/compiled.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { connectionTo, untilFinished } from '../support/platform.ts';
import { startMain, type PlatformProcess } from '../support/process.ts';

type Body = Readonly<Record<string, unknown>>;

const DATASETS = ['a', 'b', 'c', 'd', 'e'];
let compiled: CompiledSources;
let source: TestDatabase;
let results: TestDatabase;
let dynamo: TestDynamo;
let receiver: HttpReceiver;
let dataDir: string;
let environment: Record<string, string>;
const running = new Set<PlatformProcess>();

beforeAll(async () => {
  [compiled, source, dynamo] = await Promise.all([compileSources(['.']), createDatabase(), startDynamo()]);
  const owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  for (const name of DATASETS) await owner.query(`CREATE TABLE ${name} (id int)`);
  await owner.end();
});
beforeEach(async () => {
  [results, receiver, dataDir] = await Promise.all([
    createDatabase(),
    startHttpReceiver(),
    mkdtemp(join(tmpdir(), 'plumbline-alert-kill-')),
  ]);
  environment = {
    DATA_DIR: dataDir,
    RESULTS_DB_URL: results.url,
    DYNAMODB_ENDPOINT: dynamo.endpoint,
    TABLE_PREFIX: `t${randomBytes(4).toString('hex')}`,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    HOST: '127.0.0.1',
    LEASE: '2s',
    SWEEP_EVERY: '1s',
    ALERT_GATHER: '0s',
    OUTGOING_ALLOW: '127.0.0.0/8',
    CONNECTIONS_ALLOW: '127.0.0.0/8',
  };
});
afterEach(async () => {
  await Promise.all([...running].map((platform) => platform.end('SIGKILL')));
  running.clear();
  await receiver.stop();
  await results.drop();
  await rm(dataDir, { recursive: true, force: true });
});
afterAll(async () => {
  await Promise.all([source.drop(), dynamo.stop(), compiled.remove()]);
});

async function start(): Promise<PlatformProcess> {
  const platform = await startMain(compiled.dir, environment);
  running.add(platform);
  return platform;
}

/** Runs a failing test for each dataset, told to the receiver. */
async function failOn(platform: PlatformProcess, datasets: readonly string[]): Promise<void> {
  const make = async (path: string, body: Body) => {
    const answer = await platform.call('POST', path, body);
    expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
    return answer.body['id'] as string;
  };
  const connectionId = await make('/v1/connections', connectionTo(source.url, 'warehouse'));
  const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const channel = {
    name: 'hook',
    type: 'webhook',
    settings: { url: receiver.url },
    secrets: { signingSecret },
  };
  await make('/v1/alert-rules', { name: 'all', channelIds: [await make('/v1/channels', channel)] });
  for (const dataset of datasets) {
    const definition = { name: dataset, kind: 'volume', connectionId, dataset, fail: { min: 1 } };
    const id = await make('/v1/tests', definition);
    const { body } = await platform.call('POST', `/v1/tests/${id}/run`);
    await untilFinished(platform.call, body['runId'] as string);
  }
}

async function untilSent(platform: PlatformProcess, n: number): Promise<readonly Body[]> {
  for (;;) {
    const { body } = await platform.call('GET', '/v1/deliveries?status=sent');
    const items = body['items'] as readonly Body[];
    if (items.length >= n) return items;
    await sleep(50);
  }
}

const idsReceived = () => receiver.requests.map(({ headers }) => headers['webhook-id']);

it('a process killed after it sent, before it noted so, makes no second message: the next one has the same key', async () => {
  const first = await start();
  const killed = new Promise<void>((resolve) => {
    receiver.answer = () => {
      receiver.answer = () => ({ status: 200 });
      running.delete(first);
      void first.end('SIGKILL').then(() => resolve());
      return 'hang';
    };
  });
  // it may die before it has answered the last question about the run
  await Promise.all([
    failOn(first, ['a']).catch((error: unknown) => expect(error).toBeInstanceOf(TypeError)),
    killed,
  ]);
  expect(receiver.requests).toHaveLength(1);

  const second = await start();
  const [delivery] = await untilSent(second, 1);
  expect(new Set(idsReceived())).toEqual(new Set([delivery!['id']]));
  const [before, after] = receiver.requests;
  expect(after!.body).toBe(before!.body);
  expect(after!.headers['idempotency-key']).toBe(before!.headers['idempotency-key']);
  expect((await second.call('GET', '/v1/deliveries')).body['items']).toHaveLength(1);
  expect((await second.call('GET', `/v1/deliveries/${delivery!['id'] as string}`)).body['log']).toEqual([
    expect.objectContaining({ number: 1, outcome: 'unknown', endedAt: null }),
    expect.objectContaining({ number: 2, outcome: 'sent' }),
  ]);
});

it('two processes send each message once', async () => {
  const [first] = await Promise.all([start(), start()]);
  await failOn(first, DATASETS);
  const sent = await untilSent(first, DATASETS.length);
  expect([...idsReceived()].sort()).toEqual(sent.map(({ id }) => id).sort());
});
