import type { LookupAddress } from 'node:dns';
import { addressRangeOf, type AddressRange } from '../../src/core/network/address-rule.ts';
import { OutgoingHttp, type OutgoingHttpOptions } from '../../src/notify/outgoing-http.ts';
import { unstopped } from '../support/alerts.ts';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { certificate } from '../support/localhost-certificate.ts';

const loopback: readonly AddressRange[] = [addressRangeOf('127.0.0.0/8')!, addressRangeOf('::1')!];

let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await startHttpReceiver();
});
afterEach(() => receiver.stop());

const post = (url: string, options: Partial<OutgoingHttpOptions> = {}, signal = unstopped) =>
  new OutgoingHttp({ allowed: loopback, ...options }).post(url, { 'x-one': '1' }, '{"ü":1}', signal);

describe('an address that may be reached', () => {
  it('gets the body and the headers, and its answer is read', async () => {
    receiver.answer = () => ({ status: 202, body: 'taken', headers: { 'retry-after': '7' } });
    expect(await post(`${receiver.url}/hook?a=1`)).toEqual({
      kind: 'answered',
      status: 202,
      body: 'taken',
      retryAfterMs: 7000,
    });
    expect(receiver.requests).toMatchObject([
      {
        method: 'POST',
        path: '/hook?a=1',
        body: '{"ü":1}',
        headers: { 'x-one': '1', 'user-agent': 'Plumbline', 'content-length': '8' },
      },
    ]);
  });

  it('does not send us anywhere else', async () => {
    receiver.answer = () => ({ status: 307, headers: { location: `${receiver.url}/elsewhere` } });
    expect(await post(receiver.url)).toMatchObject({ kind: 'answered', status: 307 });
    expect(receiver.requests).toHaveLength(1);
  });

  it('is not read beyond 64 kB', async () => {
    receiver.answer = () => ({ status: 200, body: 'x'.repeat(1_000_000) });
    const outcome = await post(receiver.url);
    expect(outcome.kind === 'answered' && outcome.body.length).toBe(65_536);
  });

  it.each([
    ['Fri, 31 Dec 1999 23:59:59 GMT', 0],
    ['soon', null],
    ['-1', null],
  ])('Retry-After: %s is %p', async (header, retryAfterMs) => {
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': header } });
    expect(await post(receiver.url)).toMatchObject({ retryAfterMs });
  });
});

describe('an address that may not be reached', () => {
  it.each([
    ['http://127.0.0.1/', '127.0.0.1 is a loopback address: it is not reached from here'],
    ['http://2130706433/', '127.0.0.1 is a loopback address: it is not reached from here'],
    ['http://0x7f.1/', '127.0.0.1 is a loopback address: it is not reached from here'],
    ['http://[::1]/', '[::1] is a loopback address: it is not reached from here'],
    [
      'http://[::ffff:169.254.169.254]/',
      '[::ffff:a9fe:a9fe] is a link-local address: it is not reached from here',
    ],
    [
      'http://169.254.169.254/latest/meta-data',
      '169.254.169.254 is a link-local address: it is not reached from here',
    ],
    ['http://10.0.0.1/', '10.0.0.1 is a private address: it is not reached from here'],
    ['http://localhost/', 'localhost is a loopback address: it is not reached from here'],
    ['file:///etc/passwd', 'only http and https addresses are reached'],
    ['ftp://example.com/', 'only http and https addresses are reached'],
  ])('%s is refused', async (url, reason) => {
    expect(await post(url, { allowed: [] })).toEqual({ kind: 'refused', reason });
  });

  it('is refused also where only one of the addresses of a name is such', async () => {
    const resolve = () =>
      Promise.resolve<LookupAddress[]>([
        { address: '93.184.216.34', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]);
    expect(await post('http://hooks.example.com/', { allowed: [], resolve })).toEqual({
      kind: 'refused',
      reason: 'hooks.example.com is a private address: it is not reached from here',
    });
  });

  it('cannot take the place of the one that was checked: a name is asked for once', async () => {
    const port = new URL(receiver.url).port;
    let asked = 0;
    const resolve = () => {
      asked += 1;
      return Promise.resolve<LookupAddress[]>([
        { address: asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 },
      ]);
    };
    expect(await post(`http://hooks.invalid:${port}/`, { resolve })).toMatchObject({ status: 200 });
    expect(asked).toBe(1);
    expect(receiver.requests[0]?.headers.host).toBe(`hooks.invalid:${port}`);
  });
});

describe('an address that does not answer', () => {
  it('refuses connections', async () => {
    const { host } = new URL(receiver.url);
    await receiver.stop();
    expect(await post(`http://${host}/`)).toEqual({
      kind: 'failed',
      reason: `${host} refuses connections`,
    });
    receiver = await startHttpReceiver();
  });

  it('closes the connection', async () => {
    receiver.answer = () => 'close';
    const { host } = new URL(receiver.url);
    expect(await post(receiver.url)).toEqual({
      kind: 'failed',
      reason: `${host} closed the connection without an answer`,
    });
  });

  it('hangs', async () => {
    receiver.answer = () => 'hang';
    const { host } = new URL(receiver.url);
    expect(await post(receiver.url, { timeoutMs: 1500 })).toEqual({
      kind: 'failed',
      reason: `${host} did not answer within 1.5 s`,
    });
  });

  it('has a name that nobody resolves in time', async () => {
    const resolve = () => new Promise<never>(() => undefined);
    expect(await post('http://slow.example.com/', { timeoutMs: 100, resolve })).toEqual({
      kind: 'failed',
      reason: 'slow.example.com did not answer within 0.1 s',
    });
  });

  it('has a name that does not exist', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    expect(await post('http://nowhere.example.com/', { resolve })).toMatchObject({
      reason: 'nowhere.example.com is not a known name',
    });
  });

  it('is left when the sender has to stop', async () => {
    const stop = new AbortController();
    receiver.answer = () => {
      stop.abort();
      return 'hang';
    };
    expect(await post(receiver.url, {}, stop.signal)).toEqual({
      kind: 'failed',
      reason: 'it was stopped before an answer came',
    });
  });
});

describe('a certificate', () => {
  it('is verified', async () => {
    const secure = await startHttpReceiver({ tls: true });
    const { host } = new URL(secure.url);
    expect(await post(secure.url)).toEqual({
      kind: 'failed',
      reason: `the certificate of ${host} cannot be trusted (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    });
    expect(await post(secure.url, { ca: certificate })).toMatchObject({ status: 200 });
    expect(secure.requests).toHaveLength(1);
    await secure.stop();
  });
});
