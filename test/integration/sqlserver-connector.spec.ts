import { SqlServerConnector } from '../../src/connectors/sqlserver/sqlserver.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import type { Json } from '../../src/core/json.ts';
import { openFakeTdsServer, type FakeTdsServer } from '../support/fake-tds-server.ts';
import { certificate, key } from '../support/localhost-certificate.ts';
import { openNetwork } from '../support/open-network.ts';

/** Only what happens before a login: there is no SQL Server to run against, unless MSSQL_TEST_URL names one. */
const LOGIN = 0x10;
const PRE_LOGIN = 0x12;

const connector = new SqlServerConnector(openNetwork);
const servers: FakeTdsServer[] = [];
afterAll(async () => {
  await connector.close();
  for (const server of servers) await server.close();
});

async function serverWith(manners: Parameters<typeof openFakeTdsServer>[0]): Promise<FakeTdsServer> {
  const server = await openFakeTdsServer(manners);
  servers.push(server);
  return server;
}

const targetOf = (
  { port }: { readonly port: number },
  tls: Json,
  connectTimeout = '10s',
): ConnectionTarget => ({
  id: `c-${port}` as ConnectionTarget['id'],
  version: 1,
  engine: 'sqlserver',
  settings: { host: 'localhost', port, database: 'shop', user: 'reader', tls },
  secrets: { password: 'not for others' },
  limits: { maxConcurrency: 1, statementTimeout: '5s', lockTimeout: '1s', connectTimeout },
});

describe('a server without TLS', () => {
  it.each(['require', 'verify-full'])('is refused with mode %s, and no login leaves', async (mode) => {
    const server = await serverWith('noTls');
    const { reachable, problem } = await connector.verify(targetOf(server, mode));
    expect(reachable).toBe(false);
    expect(problem).toEqual({
      code: 'UNREACHABLE',
      message: expect.stringContaining('does not offer TLS, and nothing was sent'),
    });
    expect(server.seen).toEqual([{ type: PRE_LOGIN, isEncrypted: false }]);
  });

  it('is asked for a login in plain text with mode disable only', async () => {
    const server = await serverWith('noTls');
    const { problem } = await connector.verify(targetOf(server, 'disable'));
    expect(problem?.code).toBe('AUTHENTICATION_FAILED');
    expect(server.seen.map(({ type }) => type)).toEqual([PRE_LOGIN, LOGIN]);
  });
});

describe('a server with TLS', () => {
  const loginsOf = ({ seen }: FakeTdsServer) => seen.filter(({ type }) => type === LOGIN);

  it.each<[Json]>([[{ mode: 'verify-full', ca: certificate }], ['require']])(
    'is given the login inside of TLS: %j',
    async (tls) => {
      const server = await serverWith({ certificate, key });
      const { problem } = await connector.verify(targetOf(server, tls));
      expect(problem).toEqual({
        code: 'AUTHENTICATION_FAILED',
        message: 'the server refused user "reader" or its password',
      });
      expect(loginsOf(server)).toEqual([{ type: LOGIN, isEncrypted: true }]);
    },
  );

  it('is refused when nobody known signed its certificate', async () => {
    const server = await serverWith({ certificate, key });
    const { problem } = await connector.verify(targetOf(server, 'verify-full'));
    expect(problem?.message).toContain('set tls.ca');
    expect(loginsOf(server)).toEqual([]);
  });

  it('is not spoken to in plain text when it demands TLS', async () => {
    const server = await serverWith({ certificate, key });
    const { problem } = await connector.verify(targetOf(server, 'disable'));
    expect(problem?.message).toContain('demands TLS');
    expect(loginsOf(server)).toEqual([]);
  });
});

describe('a server that never answers', () => {
  it('is given up', async () => {
    const server = await serverWith('silent');
    const { problem } = await connector.verify(targetOf(server, 'require', '0.5s'));
    expect(problem?.message).toContain('does not answer');
  });

  it('is left at once when the run is cancelled', async () => {
    const server = await serverWith('silent');
    const cancel = new AbortController();
    const options = { signal: cancel.signal, purpose: 'run' };
    const opened = connector.withSnapshot(targetOf(server, 'require', '2m'), options, () =>
      Promise.resolve(),
    );
    cancel.abort();
    await expect(opened).rejects.toMatchObject({ reason: { code: 'CANCELLED' } });
  });
});

it('tells that nobody listens', async () => {
  const server = await serverWith('silent');
  await server.close();
  const { problem } = await connector.verify(targetOf(server, 'require'));
  expect(problem?.message).toContain('refuses connections');
});
