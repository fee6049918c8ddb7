import { startStubApi, stub, type StubApi } from '../../test/support/stub-api.ts';
import {
  ConnectionInUse,
  ConnectionNotFound,
  InvalidInput,
  MalformedCursor,
  Unavailable,
} from '../core/errors.ts';
import { GetConnection } from '../features/connections/get-connection.ts';
import { CreateConnection } from '../features/connections/create-connection.ts';

const id = '01982f6a-7c1e-7b6a-9a55-3f0d5b2a9c01';
const body = { name: 'w', engine: 'postgres', settings: {} };
let error: unknown;
let api: StubApi;

beforeAll(async () => {
  api = await startStubApi([
    stub(GetConnection, () => Promise.reject(error as Error)),
    stub(CreateConnection, () => Promise.reject(error as Error)),
  ]);
});
afterAll(() => api.close());

const failWith = (cause: unknown, headers?: Record<string, string>) => {
  error = cause;
  return api.send('GET', `/v1/connections/${id}?`, undefined, headers);
};

it.each([
  [new MalformedCursor(), 400, 'MALFORMED_CURSOR'],
  [new ConnectionNotFound(id), 404, 'CONNECTION_NOT_FOUND'],
  [new ConnectionInUse(), 409, 'CONNECTION_IN_USE'],
  [new InvalidInput([{ path: 'a.b', message: 'is odd' }], 'ODD'), 422, 'ODD'],
  [new Unavailable('no answer', 'SOURCE_UNREACHABLE'), 503, 'SOURCE_UNREACHABLE'],
])('%s leaves as %i %s', async (cause, status, code) => {
  const reply = await failWith(cause);
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(reply.json).toMatchObject({
    status,
    code,
    detail: cause.message,
    instance: `/v1/connections/${id}`,
  });
  expect(reply.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
});

it('lists the bad fields of an error', async () => {
  const { json } = await failWith(new InvalidInput([{ path: 'a.b', message: 'is odd' }]));
  expect(json).toEqual({
    type: 'urn:plumbline:problem:validation-failed',
    title: 'Unprocessable Entity',
    status: 422,
    code: 'VALIDATION_FAILED',
    detail: 'is odd',
    instance: `/v1/connections/${id}`,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    errors: [{ path: 'a.b', message: 'is odd' }],
  });
});

it('tells nothing of an unexpected error, but logs where it came from under the request id', async () => {
  const secret = 'SELECT * FROM users WHERE password = hunter2';
  const reply = await failWith(Object.assign(new TypeError(secret), { code: 'E42' }), {
    'x-request-id': 'trace-1',
  });
  expect(reply.status).toBe(500);
  expect(reply.json).toMatchObject({ code: 'INTERNAL_ERROR', requestId: 'trace-1', errors: [] });
  expect(JSON.stringify(reply.json)).not.toContain('hunter2');
  const line = api.log.lines.find((text) => text.includes('trace-1'));
  expect(line).toMatch(
    /^error trace-1 GET \/v1\/connections\/[0-9a-f-]+: 500 INTERNAL_ERROR: TypeError E42 at /,
  );
  expect(api.log.lines.join()).not.toContain('hunter2');
});

it('answers a thrown non-error alike', async () => {
  expect(await failWith('boom')).toMatchObject({ status: 500, json: { code: 'INTERNAL_ERROR' } });
});

it.each([
  ['{"name": ', 400, 'MALFORMED_JSON'],
  ['"a text"', 400, 'MALFORMED_JSON'],
  [JSON.stringify({ ...body, description: 'x'.repeat(20_000) }), 413, 'BODY_TOO_LARGE'],
])('a body like %.12s is %i %s', async (text, status, code) => {
  const reply = await api.send('POST', '/v1/connections', text);
  expect(reply).toMatchObject({ status, json: { status, code } });
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
});

it.each([['text/plain'], ['application/x-www-form-urlencoded'], ['application/jsonp'], ['']])(
  'a body of type "%s" is refused',
  async (type) => {
    const reply = await api.send('POST', '/v1/connections', '{}', { 'content-type': type });
    expect(reply).toMatchObject({ status: 415, json: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  },
);

it('a charset that JSON does not have is refused', async () => {
  const reply = await api.send('POST', '/v1/connections', '{}', {
    'content-type': 'application/json; charset=latin1',
  });
  expect(reply).toMatchObject({ status: 415, json: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
});

it('other JSON media types are read', async () => {
  error = new ConnectionInUse();
  const reply = await api.send('POST', '/v1/connections', JSON.stringify(body), {
    'content-type': 'application/merge-patch+json; charset=UTF-8',
  });
  expect(reply.status).toBe(409);
});

it('a missing body lacks every required field', async () => {
  const reply = await api.send('POST', '/v1/connections');
  const errors = ['name', 'engine', 'settings'].map((path) => ({ path, message: 'is required' }));
  expect(reply).toMatchObject({ status: 422, json: { errors } });
});

it.each([
  ['name', JSON.stringify({ ...body, name: 'a\0b' })],
  ['settings', `{"settings":${'['.repeat(7000)}${']'.repeat(7000)}}`],
])('a %s that no store can keep is refused before anything else looks at it', async (path, text) => {
  const reply = await api.send('POST', '/v1/connections', text);
  expect(reply).toMatchObject({ status: 422, json: { errors: [{ path }] } });
});

it.each([
  ['GET', '/v1/nothing', 404, 'ROUTE_NOT_FOUND'],
  ['PUT', '/v1/connections', 404, 'ROUTE_NOT_FOUND'],
  ['GET', '/v1/connections/%FF', 400, 'MALFORMED_URL'],
])('%s %s is %i %s', async (method, path, status, code) => {
  const reply = await api.send(method, path);
  expect(reply).toMatchObject({ status, json: { status, code } });
});

it('a path id that is no UUID is refused at the path "id"', async () => {
  const reply = await api.send('GET', '/v1/connections/42');
  expect(reply).toMatchObject({
    status: 422,
    json: { code: 'VALIDATION_FAILED', errors: [{ path: 'id', message: 'must be a UUID' }] },
  });
});

it.each([
  ['a-good.one_1', 'a-good.one_1'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['x'.repeat(65), null],
  ['two words', null],
  ['<script>', null],
])('a request id %s is kept or replaced', async (given, kept) => {
  const reply = await api.send('GET', '/health/live', undefined, { 'x-request-id': given });
  const id = reply.headers.get('x-request-id');
  if (kept === null) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  else expect(id).toBe(kept);
});

it('no answer is cached or says what serves it', async () => {
  error = new ConnectionInUse();
  for (const path of [`/v1/connections/${id}`, '/health/live', '/v1/nothing']) {
    const { headers } = await api.send('GET', path);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});
