import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MysqlConnector } from '../../src/connectors/mysql/mysql.connector.ts';
import { PostgresConnector } from '../../src/connectors/postgres/postgres.connector.ts';
import { SourceNetwork, type Resolver } from '../../src/connectors/source-network.ts';
import { SqlServerConnector } from '../../src/connectors/sqlserver/sqlserver.connector.ts';
import { DuckDBConnector } from '../../src/connectors/duckdb/duckdb.connector.ts';
import { loadEnv } from '../../src/config/env.ts';
import { connectionLimits, type ConnectionTarget } from '../../src/core/connection.ts';
import { newConnectionId } from '../../src/core/ids.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { createDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform } from '../support/platform.ts';

/** A platform with stores of its own, as it is without CONNECTIONS_ALLOW. */
const server = loadEnv({
  RESULTS_DB_URL: 'postgres://u:p@db/plumbline',
  DYNAMODB_ENDPOINT: 'http://dynamo:8000',
  ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
});

/** Whoever connects is counted. */
let listener: Server;
let port: number;
const visitors = new Set<Socket>();
let visits = 0;
beforeAll(async () => {
  listener = createServer((socket) => {
    visits += 1;
    visitors.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => visitors.delete(socket));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  port = (listener.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const socket of visitors) socket.destroy();
  await new Promise((resolve) => listener.close(resolve));
});
beforeEach(() => {
  visits = 0;
});

const engines: readonly (readonly [string, (network: SourceNetwork) => Connector])[] = [
  ['postgres', (network) => new PostgresConnector(network)],
  ['mysql', (network) => new MysqlConnector(network)],
  ['sqlserver', (network) => new SqlServerConnector(network)],
];

const targetOf = (engine: string, host: string): ConnectionTarget => ({
  id: newConnectionId(new Date()),
  version: 1,
  engine,
  settings: { host, port, database: 'd', user: 'u', tls: { mode: 'disable' } },
  secrets: { password: 'secret' },
  limits: connectionLimits.parse({ connectTimeout: '2s' }),
});

/** Answers each time with the next of these. */
function resolverOf(...answers: readonly (readonly string[])[]): Resolver & { readonly asked: string[] } {
  const asked: string[] = [];
  const resolve: Resolver = (host, callback) => {
    const addresses = answers[asked.length] ?? answers.at(-1)!;
    asked.push(host);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(resolve, { asked });
}

const loopback = [
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::7f00:1',
];
/** Spellings that the system's resolver takes for loopback, or may. */
const spelled = [
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  'localhost',
  'LOCALHOST.',
];
const inside = ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254', '168.63.129.16'];
const others = ['224.0.0.1', 'ff02::1', '255.255.255.255', '192.0.2.1', '64:ff9b::7f00:1', '2002:7f00:1::'];

describe.each(engines)('a connection of %s', (engine, make) => {
  const verify = async (host: string, network: SourceNetwork) => {
    const connector = make(network);
    try {
      return (await connector.verify(targetOf(engine, host))).problem;
    } finally {
      await connector.close();
    }
  };

  it.each([...loopback, ...spelled, ...inside.filter((host) => host !== 'fd00:ec2::254'), ...others])(
    'of a server goes nowhere for the host %s',
    async (host) => {
      const problem = await verify(host, new SourceNetwork(server.connectionsAllow));
      expect(problem?.code).toBe('UNREACHABLE');
      expect(visits).toBe(0);
    },
  );

  it.each([...loopback, ...inside, ...others])(
    'does not go to %s because a name means it',
    async (address) => {
      const resolve = resolverOf([address]);
      const problem = await verify('db.example', new SourceNetwork([], resolve));
      expect(problem).toMatchObject({
        code: 'UNREACHABLE',
        message: expect.stringContaining('CONNECTIONS_ALLOW'),
      });
      expect(JSON.stringify(problem)).not.toContain(address);
      expect(visits).toBe(0);
    },
  );

  it('goes nowhere when one of the addresses of a name may not be reached', async () => {
    const resolve = resolverOf(['192.0.2.1', '127.0.0.1']);
    await verify('db.example', new SourceNetwork(server.connectionsAllow, resolve));
    expect(visits).toBe(0);
  });

  it('goes to what was checked, whatever the name means a moment later', async () => {
    const allowed = loadEnv({}).connectionsAllow;
    const resolve = resolverOf(['127.0.0.1'], ['169.254.169.254']);
    const connector = make(new SourceNetwork(allowed, resolve));
    const verifying = connector.verify(targetOf(engine, 'db.example'));
    for (let i = 0; i < 400 && visits === 0; i++) await new Promise((resolve_) => setTimeout(resolve_, 5));
    for (const socket of visitors) socket.destroy();
    await verifying;
    await connector.close();
    expect(visits).toBeGreaterThan(0);
    // the second session of a driver that tries again asks again, and is refused
    expect(resolve.asked.length).toBeGreaterThanOrEqual(visits);
  });

  it('takes a text that is no host for none', async () => {
    const connector = make(new SourceNetwork([]));
    for (const host of [
      '/var/run/postgresql',
      'a:5432',
      'u@h',
      'http://h',
      'h?x=1',
      'a,b',
      '@abstract',
      'h\0',
    ])
      expect(connector.settings.safeParse(targetOf(engine, host).settings).success).toBe(false);
    await connector.close();
  });
});

describe("an S3 of one's own", () => {
  it.each(['127.0.0.1:9000', 'localhost:9000', '169.254.169.254', '2130706433'])(
    'is not asked at %s',
    async (endpoint) => {
      const connector = new DuckDBConnector([], new SourceNetwork(server.connectionsAllow));
      const settings = { path: 's3://bucket/a', endpoint, memoryLimit: '64MB', threads: 1 };
      const report = await connector.verify({ ...targetOf('duckdb', ''), settings, secrets: {} });
      await connector.close();
      expect(report.problem).toMatchObject({ message: expect.stringContaining('CONNECTIONS_ALLOW') });
    },
  );

  it.each(['a@evil.example/', 'x.evil.example#', '../x', 'EU'])('has no region %s', (region) => {
    const connector = new DuckDBConnector([], new SourceNetwork([]));
    expect(connector.settings.safeParse({ path: 's3://bucket/a', region }).success).toBe(false);
  });
});

describe('what may be reached', () => {
  const problemAt = async (host: string, allow: typeof server.connectionsAllow) =>
    new SourceNetwork(allow, resolverOf([host])).hostProblem('db.example');

  it.each([
    ['10.1.2.3', true, true],
    ['172.20.0.1', true, true],
    ['192.168.0.1', true, true],
    ['fd12::1', true, true],
    ['93.184.215.14', true, true],
    ['127.0.0.1', false, true],
    ['::1', false, true],
    ['169.254.169.254', false, false],
    ['fe80::1', false, false],
    ['168.63.129.16', false, false],
    ['224.0.0.1', false, false],
    ['0.0.0.0', false, false],
  ])('%s: from a server %s, in embedded mode %s', async (address, ofServer, embedded) => {
    expect((await problemAt(address, server.connectionsAllow)) === null).toBe(ofServer);
    expect((await problemAt(address, loadEnv({}).connectionsAllow)) === null).toBe(embedded);
  });

  it('is what CONNECTIONS_ALLOW says beside the public addresses, and nothing else', async () => {
    const only = loadEnv({ CONNECTIONS_ALLOW: '10.20.0.0/16, fd12:3456::/32' }).connectionsAllow;
    expect(await problemAt('10.20.1.1', only)).toBeNull();
    expect(await problemAt('10.21.1.1', only)).toMatch(/private/);
    expect(await problemAt('fd12:3456::1', only)).toBeNull();
    expect(await problemAt('127.0.0.1', only)).toMatch(/loopback/);
    expect(loadEnv({ CONNECTIONS_ALLOW: 'none' }).connectionsAllow).toEqual([]);
    expect(() => loadEnv({ CONNECTIONS_ALLOW: '10.0.0.0/99' })).toThrow(/CONNECTIONS_ALLOW/);
  });
});

it('holds in the platform as it is put together', async () => {
  const database = await createDatabase();
  const plumbline = await startTestPlatform({ CONNECTIONS_ALLOW: '10.0.0.0/8' });
  try {
    const created = await plumbline.call('POST', '/v1/connections', connectionTo(database.url, 'inside'));
    const report = await plumbline.call('POST', `/v1/connections/${String(created.body['id'])}/verify`);
    expect(report.body).toMatchObject({
      reachable: false,
      problem: { code: 'UNREACHABLE', message: expect.stringContaining('is a loopback address') },
    });
    const datasets = await plumbline.call('GET', `/v1/connections/${String(created.body['id'])}/datasets`);
    expect([datasets.status, datasets.body['code']]).toEqual([503, 'SOURCE_UNREACHABLE']);
  } finally {
    await plumbline.stop();
    await database.drop();
  }
});
