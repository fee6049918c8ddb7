import type { z } from 'zod';
import { startStubApi, stub, type StubApi } from '../../test/support/stub-api.ts';
import type { ConnectionView } from '../features/connections/connection-view.ts';
import { CreateConnection } from '../features/connections/create-connection.ts';
import { DeleteConnection } from '../features/connections/delete-connection.ts';
import { GetConnection } from '../features/connections/get-connection.ts';
import { ListColumns } from '../features/connections/list-columns.ts';
import { ListConnections } from '../features/connections/list-connections.ts';
import { ListDatasets } from '../features/connections/list-datasets.ts';
import { ReplaceConnection } from '../features/connections/replace-connection.ts';
import { VerifyConnection } from '../features/connections/verify-connection.ts';
import { connectionAnswer, connectionBody } from './schemas/connections.ts';
import { columnList, connectionReport, datasetList } from './schemas/source-catalogue.ts';

const exampleOf = (schema: z.ZodType) => (schema.meta()?.['examples'] as readonly unknown[])[0];
const view = exampleOf(connectionAnswer) as ConnectionView;
const body = exampleOf(connectionBody) as { name: string; limits: object };
const report = exampleOf(connectionReport);
const columns = (exampleOf(columnList) as { items: object[] }).items;
const datasets = exampleOf(datasetList);
const at = `/v1/connections/${view.id}`;
const page = { items: [view], nextCursor: 'next' };
let api: StubApi;

beforeAll(async () => {
  api = await startStubApi([
    stub(CreateConnection, () => view),
    stub(ReplaceConnection, () => ({ ...view, version: 2 })),
    stub(GetConnection, () => view),
    stub(ListConnections, () => page),
    stub(DeleteConnection, () => undefined),
    stub(VerifyConnection, () => report),
    stub(ListDatasets, () => datasets),
    stub(ListColumns, () => columns),
  ]);
});
afterAll(() => api.close());
const lastMessage = () => api.messages.at(-1);

it('creates: 201 with the record, its place and its version', async () => {
  const reply = await api.send('POST', '/v1/connections', body);
  expect(reply).toMatchObject({ status: 201, json: view });
  expect(reply.headers.get('location')).toBe(at);
  expect(reply.headers.get('etag')).toBe('"1"');
  expect(lastMessage()).toEqual(new CreateConnection(body as never));
});

it('refuses unknown fields and lists every bad one', async () => {
  const reply = await api.send('POST', '/v1/connections', {
    name: ' ',
    engine: 1,
    settings: [],
    colour: 'red',
  });
  expect(reply).toMatchObject({
    status: 422,
    json: {
      errors: [
        { path: 'name', message: 'must not be empty' },
        { path: 'engine', message: 'must be a text, not a number' },
        { path: 'settings', message: 'must be an object, not a list' },
        { path: 'colour', message: 'is not known' },
      ],
    },
  });
});

it('reads one with its version, and ignores conditional reads', async () => {
  const reply = await api.send('GET', at, undefined, { 'if-none-match': '"1"' });
  expect(reply).toMatchObject({ status: 200, json: view });
  expect(reply.headers.get('etag')).toBe('"1"');
  expect(lastMessage()).toEqual(new GetConnection(view.id));
});

it('finds an id in capitals', async () => {
  await api.send('GET', `/v1/connections/${view.id.toUpperCase()}`);
  expect(lastMessage()).toEqual(new GetConnection(view.id));
});

it.each([
  ['', { limit: 50, cursor: null }],
  ['?limit=200&cursor=abc', { limit: 200, cursor: 'abc' }],
])('lists %s', async (query, request) => {
  expect(await api.send('GET', `/v1/connections${query}`)).toMatchObject({ status: 200, json: page });
  expect(lastMessage()).toEqual(new ListConnections(request));
});

it.each([
  ['limit=0', 'limit'],
  ['limit=201', 'limit'],
  ['limit=1.5', 'limit'],
  ['limit=many', 'limit'],
  ['limit=1&limit=2', 'limit'],
  ['cursor=a&cursor=b', 'cursor'],
  ['offset=3', 'offset'],
  ['limit[gt]=3', 'limit[gt]'],
])('refuses ?%s', async (query, path) => {
  const reply = await api.send('GET', `/v1/connections?${query}`);
  expect(reply).toMatchObject({ status: 422, json: { errors: [{ path }] } });
});

it.each([
  [undefined, null],
  ['"1"', 1],
  ['W/"1"', 1],
])('replaces under If-Match %s', async (ifMatch, version) => {
  const reply = await api.send('PUT', at, body, ifMatch === undefined ? {} : { 'if-match': ifMatch });
  expect(reply.status).toBe(200);
  expect(reply.headers.get('etag')).toBe('"2"');
  expect(lastMessage()).toMatchObject({ id: view.id, expectedVersion: version, input: { name: body.name } });
});

it('refuses an If-Match that is no ETag of ours', async () => {
  const before = api.messages.length;
  for (const [method, sent] of [
    ['PUT', body],
    ['DELETE', undefined],
  ] as const) {
    const reply = await api.send(method, at, sent, { 'if-match': 'abc' });
    expect(reply).toMatchObject({ status: 400, json: { code: 'MALFORMED_IF_MATCH' } });
  }
  expect(api.messages).toHaveLength(before);
});

it.each([
  ['', false],
  ['?cascade=true', true],
  ['?cascade=false', false],
])('deletes %s', async (query, cascade) => {
  const reply = await api.send('DELETE', at + query, undefined, { 'if-match': '"7"' });
  expect(reply).toMatchObject({ status: 204, json: null });
  expect(lastMessage()).toEqual(new DeleteConnection(view.id, 7, cascade));
});

it('refuses ?cascade=yes', async () => {
  expect(await api.send('DELETE', `${at}?cascade=yes`)).toMatchObject({
    status: 422,
    json: { errors: [{ path: 'cascade', message: 'must be true or false' }] },
  });
});

it('verifies: 200 whatever the report says', async () => {
  expect(await api.send('POST', `${at}/verify`)).toMatchObject({ status: 200, json: report });
  expect(lastMessage()).toEqual(new VerifyConnection(view.id));
});

it('lists datasets and columns, names percent-encoded', async () => {
  expect(await api.send('GET', `${at}/datasets?limit=2`)).toMatchObject({ status: 200, json: datasets });
  expect(lastMessage()).toEqual(new ListDatasets(view.id, { limit: 2, cursor: null }));
  const name = 'public."a/b c"';
  const reply = await api.send('GET', `${at}/datasets/${encodeURIComponent(name)}/columns`);
  expect(reply).toMatchObject({ status: 200, json: { items: columns } });
  expect(lastMessage()).toEqual(new ListColumns(view.id, name));
});
