import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Json } from '../../src/core/json.ts';
import { certificate, key } from '../support/localhost-certificate.ts';
import { createCustomer, limits, Probe, reasonOf, sql, type Customer } from './postgres-connector.fixture.ts';

let customer: Customer;
let server: Server;
const sockets = new Set<Socket>();
const probe = new Probe();
beforeAll(async () => {
  customer = await createCustomer();
  server = createServer((socket) => void serve(socket));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
});
afterAll(async () => {
  await probe.connector.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  await customer.drop();
});

/** What a PostgreSQL server with TLS does: answers the request for it with S, and goes on inside. */
async function serve(outside: Socket): Promise<void> {
  const { host, port } = customer.reader.settings;
  sockets.add(outside.on('error', () => outside.destroy()));
  await new Promise((resolve) => outside.once('data', resolve));
  outside.write('S');
  const inside = new TLSSocket(outside, { isServer: true, cert: certificate, key });
  const real = connect(Number(port), String(host));
  sockets.add(real);
  inside.on('error', () => real.destroy()).pipe(real);
  real.on('error', () => inside.destroy()).pipe(inside);
  outside.on('close', () => real.destroy());
}

let version = 1;
const target = (tls: Json, host = 'localhost') => ({
  ...customer.reader,
  version: ++version,
  settings: { ...customer.reader.settings, host, port: (server.address() as AddressInfo).port, tls },
});

describe('TLS', () => {
  it('is verified against the given authority', async () => {
    const report = await probe.connector.verify(target({ mode: 'verify-full', ca: certificate }));
    expect(report).toMatchObject({ reachable: true, problem: null });
  });

  it('without the authority is refused', async () => {
    const { problem } = await probe.connector.verify(target({ mode: 'verify-full' }));
    expect(problem).toMatchObject({ code: 'UNREACHABLE', message: expect.stringMatching(/set tls\.ca/) });
  });

  it('is not verified with mode require', async () => {
    expect(await probe.connector.verify(target('require'))).toMatchObject({ reachable: true, problem: null });
  });

  it('for another name is refused', async () => {
    const { address } = server.address() as AddressInfo;
    const { problem } = await probe.connector.verify(
      target({ mode: 'verify-full', ca: certificate }, address),
    );
    expect(problem).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/another host name/),
    });
  });

  it('also carries the cancelling of a statement', async () => {
    const cancel = new AbortController();
    const outcome = await probe.within(
      target({ mode: 'verify-full', ca: certificate }),
      async (snapshot) => {
        const sent = snapshot.send(sql('SELECT pg_sleep(603)'), { ...limits, statementTimeoutMs: 600_000 });
        await customer.running('pg_sleep(603)');
        cancel.abort();
        return sent;
      },
      cancel.signal,
    );
    expect(reasonOf(outcome).code).toBe('CANCELLED');
    expect((await customer.activity()).filter(({ state }) => state === 'active')).toEqual([]);
  });
});
