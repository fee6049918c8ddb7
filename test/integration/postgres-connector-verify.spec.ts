import { createServer, type AddressInfo, type Server } from 'node:net';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import type { Json } from '../../src/core/json.ts';
import { createCustomer, Probe, type Customer } from './postgres-connector.fixture.ts';

let customer: Customer;
let silent: Server;
const probe = new Probe();
beforeAll(async () => {
  customer = await createCustomer();
  silent = createServer((socket) => socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  silent.close();
  await probe.connector.close();
  await customer.drop();
});

const unreachable = {
  reachable: false,
  engineVersion: null,
  latencyMs: null,
  canWrite: null,
  writePrivileges: [],
  grants: null,
};
const verify = (
  settings: { readonly [name: string]: Json },
  secrets: ConnectionTarget['secrets'] = customer.reader.secrets,
  limits: Partial<ConnectionTarget['limits']> = {},
) =>
  probe.connector.verify({
    ...customer.reader,
    settings: { ...customer.reader.settings, ...settings },
    secrets,
    limits: { ...customer.reader.limits, ...limits },
  });

describe('verify', () => {
  it('reports a login that may only read', async () => {
    const report = await probe.connector.verify(customer.reader);
    expect(report).toEqual({
      reachable: true,
      problem: null,
      engineVersion: expect.stringMatching(/^PostgreSQL \d+(\.\d+)?$/),
      latencyMs: expect.any(Number),
      canWrite: false,
      writePrivileges: [],
      grants: expect.stringContaining('GRANT SELECT ON ALL TABLES IN SCHEMA public TO plumbline_reader'),
    });
  });

  it('names what a login could write', async () => {
    await customer.admin.query(`
      CREATE TABLE "Odd t" (a int); GRANT UPDATE (a), DELETE ON "Odd t" TO ${String(customer.writer.settings['user'])};
      GRANT pg_write_server_files TO ${String(customer.writer.settings['user'])}`);
    const report = await probe.connector.verify(customer.writer);
    expect(report.canWrite).toBe(true);
    expect(report.writePrivileges).toEqual([
      'member of pg_write_server_files',
      `may CREATE in database ${String(customer.writer.settings['database'])}`,
      'may CREATE in schema public',
      'may INSERT, UPDATE, DELETE, TRUNCATE public.orders',
      'may UPDATE, DELETE public."Odd t"',
    ]);
  });

  it('names at most 20 and counts the rest', async () => {
    await customer.admin.query(`
      DO $$ BEGIN FOR i IN 1..30 LOOP EXECUTE 'CREATE TABLE many_' || i || ' (a int)'; END LOOP; END $$;
      GRANT INSERT ON ALL TABLES IN SCHEMA public TO ${String(customer.writer.settings['user'])}`);
    const { writePrivileges } = await probe.connector.verify(customer.writer);
    expect(writePrivileges).toHaveLength(21);
    expect(writePrivileges.at(-1)).toBe('and 15 more');
  });

  it('needs no more to be said of a superuser', async () => {
    const report = await probe.connector.verify(customer.superuser);
    expect(report).toMatchObject({ canWrite: true, writePrivileges: ['superuser'] });
  });

  it('a wrong password', async () => {
    const user = String(customer.reader.settings['user']);
    expect(await verify({}, { password: 'wrong' })).toEqual({
      ...unreachable,
      problem: {
        code: 'AUTHENTICATION_FAILED',
        message: `the server refused user "${user}" or its password`,
      },
    });
  });

  it('no password, though this machine has one for its own use', async () => {
    process.env['PGPASSWORD'] = customer.reader.secrets['password'];
    try {
      expect((await verify({}, {})).problem).toEqual({
        code: 'AUTHENTICATION_FAILED',
        message: 'the server asks for a password and the connection has none',
      });
    } finally {
      delete process.env['PGPASSWORD'];
    }
  });

  it('a user that does not exist', async () => {
    expect((await verify({ user: 'nobody_here' })).problem?.code).toBe('AUTHENTICATION_FAILED');
  });

  it('a database that does not exist', async () => {
    const { host, port } = customer.reader.settings;
    expect((await verify({ database: 'nowhere' })).problem).toEqual({
      code: 'UNREACHABLE',
      message: `there is no database "nowhere" on ${String(host)}:${String(port)}`,
    });
  });

  it('a port nobody listens on', async () => {
    expect((await verify({ port: 1 })).problem).toEqual({
      code: 'UNREACHABLE',
      message: '127.0.0.1:1 refuses connections: does PostgreSQL listen there?',
    });
  });

  it('a host that does not exist', async () => {
    const { problem } = await verify({ host: 'no-such-host.invalid' });
    expect(problem?.code).toBe('UNREACHABLE');
    expect(problem?.message).toMatch(/no-such-host\.invalid/);
  });

  it('a server that says nothing', async () => {
    const { port } = silent.address() as AddressInfo;
    expect((await verify({ port }, {}, { connectTimeout: '0.2s' })).problem).toEqual({
      code: 'UNREACHABLE',
      message: `127.0.0.1:${port} does not answer: is it the right address, and does a firewall let it through?`,
    });
  });

  it.each(['verify-full', 'require'])('a server without TLS when TLS is asked for (%s)', async (mode) => {
    expect((await verify({ tls: { mode } })).problem?.message).toMatch(/does not offer TLS/);
  });

  it('settings that are none', async () => {
    expect((await verify({ host: '/var/run/postgresql' })).problem?.message).toMatch(/settings .* host/);
  });

  it('the same problem as a thrown error where a snapshot is asked for', async () => {
    const target = { ...customer.reader, secrets: { password: 'wrong' }, version: 7 };
    await expect(probe.within(target, () => Promise.resolve())).rejects.toMatchObject({
      name: 'SourceUnavailable',
      reason: { code: 'AUTHENTICATION_FAILED' },
    });
  });
});
