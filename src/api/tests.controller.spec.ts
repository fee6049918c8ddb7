import { kindNames } from '../core/kinds/registry.ts';
import { startStubApi, stub, type StubApi } from '../../test/support/stub-api.ts';
import type { QualityTest } from '../core/quality-test.ts';
import { RequestRun } from '../features/executions/request-run.ts';
import { CloneTest } from '../features/tests/clone-test.ts';
import { CreateTest } from '../features/tests/create-test.ts';
import { DeleteTest } from '../features/tests/delete-test.ts';
import { GetTest } from '../features/tests/get-test.ts';
import { ListTests } from '../features/tests/list-tests.ts';
import { PatchTest, type TestPatch } from '../features/tests/patch-test.ts';
import { PreviewTest } from '../features/tests/preview-test.ts';
import { ReplaceTest } from '../features/tests/replace-test.ts';
import { exampleIds } from './schemas/example-values.ts';
import { testPreview } from './schemas/test-preview.ts';
import { checkedExamples, definitionExamples, testAnswer } from './schemas/tests.ts';

const definition = definitionExamples.freshness;
const checked = checkedExamples.freshness;
const finishedAt = new Date('2026-01-31T06:00:00.871Z');
const test = {
  ...checked,
  id: exampleIds.freshnessTest,
  version: 4,
  createdAt: '2026-01-31T05:40:12.331Z',
  updatedAt: '2026-01-31T05:40:12.331Z',
} as unknown as QualityTest;
const withLatest = { ...test, latest: { executionId: exampleIds.execution, status: 'passed', finishedAt } };
const at = `/v1/tests/${test.id}`;
const statements = [{ text: 'SELECT 1', parameters: [1, 'a'] }];
let api: StubApi;

beforeAll(async () => {
  api = await startStubApi([
    stub(CreateTest, () => test),
    stub(ReplaceTest, () => test),
    stub(PatchTest, () => test),
    stub(CloneTest, () => test),
    stub(DeleteTest, () => undefined),
    stub(GetTest, () => withLatest),
    stub(ListTests, () => ({ items: [withLatest], nextCursor: null })),
    stub(PreviewTest, () => ({ test: checked, statements, verdict: null })),
    stub(RequestRun, () => ({
      runId: exampleIds.run,
      executions: [{ executionId: exampleIds.execution, testId: test.id }],
    })),
  ]);
});
afterAll(() => api.close());
const lastMessage = () => api.messages.at(-1);

it.each([
  ['', true],
  ['?check=true', true],
  ['?check=false', false],
])('creates%s: defaults filled in, 201 with place and version', async (query, reachSource) => {
  const reply = await api.send('POST', `/v1/tests${query}`, definition);
  expect(reply).toMatchObject({ status: 201, json: { id: test.id, kind: 'freshness' } });
  expect(reply.headers.get('location')).toBe(at);
  expect(reply.headers.get('etag')).toBe('"4"');
  expect(lastMessage()).toEqual(new CreateTest(checked, reachSource));
  expect(testAnswer.safeParse(reply.json).error).toBeUndefined();
});

it('explains every bad field of a definition', async () => {
  const reply = await api.send('POST', '/v1/tests', {
    ...definition,
    fail: { maxAge: '6 hours', max: 1 },
    schedule: { cron: 'daily' },
    tags: ['a b'],
    min: 3,
  });
  const { errors } = reply.json as { errors: { path: string; message: string }[] };
  expect(reply.status).toBe(422);
  expect(errors.map(({ path }) => path).sort()).toEqual([
    'fail.max',
    'fail.maxAge',
    'min',
    'schedule.cron',
    'tags.0',
  ]);
});

it('names the kinds there are when the kind is wrong', async () => {
  const reply = await api.send('POST', '/v1/tests', { ...definition, kind: 'fresh' });
  expect(reply).toMatchObject({
    status: 422,
    json: { errors: [{ path: 'kind', message: `must be one of ${kindNames.join(', ')}` }] },
  });
});

it('reads one with its latest verdict', async () => {
  const reply = await api.send('GET', at);
  expect(reply).toMatchObject({ status: 200, json: { latest: { finishedAt: finishedAt.toISOString() } } });
  expect(reply.headers.get('etag')).toBe('"4"');
  expect(testAnswer.safeParse(reply.json).error).toBeUndefined();
});

it.each([
  ['', {}],
  ['tag=a', { tags: ['a'] }],
  ['tag=a&tag=b', { tags: ['a', 'b'] }],
  [
    `connectionId=${exampleIds.connection}&dataset=public.orders&kind=volume&enabled=false&status=failed&text=Ord`,
    {
      connectionId: exampleIds.connection,
      dataset: 'public.orders',
      kind: 'volume',
      enabled: false,
      status: 'failed',
      text: 'Ord',
    },
  ],
])('lists ?%s', async (query, filter) => {
  expect((await api.send('GET', `/v1/tests?${query}`)).status).toBe(200);
  expect(lastMessage()).toEqual(new ListTests(filter as never, { limit: 50, cursor: null }));
});

it.each([
  ['kind=volumes', 'kind'],
  ['status=bad', 'status'],
  ['enabled=1', 'enabled'],
  ['tag=a&tag=b%20c', 'tag.1'],
  ['connectionId=7', 'connectionId'],
  ['tags=a', 'tags'],
])('refuses ?%s', async (query, path) => {
  expect(await api.send('GET', `/v1/tests?${query}`)).toMatchObject({
    status: 422,
    json: { errors: [{ path }] },
  });
});

it('replaces under If-Match', async () => {
  const reply = await api.send('PUT', `${at}?check=false`, definition, { 'if-match': 'W/"3"' });
  expect(reply.status).toBe(200);
  expect(lastMessage()).toEqual(new ReplaceTest(test.id, 3, checked, false));
});

it.each([
  [{ enabled: false }, { enabled: false }],
  [{ tags: ['b', 'a', 'b'] }, { tags: ['a', 'b'] }],
  [
    { description: null, owner: 'me' },
    { description: undefined, owner: 'me' },
  ],
  [
    { severity: 'critical', incidentPolicy: { resolveAfter: 2, reopenWithin: '6h' } },
    { severity: 'critical', incidentPolicy: { resolveAfter: 2, reopenWithin: '6h' } },
  ],
  [
    { severity: null, incidentPolicy: null },
    { severity: undefined, incidentPolicy: undefined },
  ],
] as const)('patches only what is given: %j', async (body, patch) => {
  expect((await api.send('PATCH', at, body, { 'if-match': '"4"' })).status).toBe(200);
  expect(lastMessage()).toStrictEqual(new PatchTest(test.id, 4, patch as TestPatch));
});

it.each([
  [{}, ''],
  [{ name: 'x' }, 'name'],
  [{ enabled: null }, 'enabled'],
  [{ tags: 'a' }, 'tags'],
  [{ severity: 'urgent' }, 'severity'],
  [{ incidentPolicy: { openAfter: { failures: 2, of: 1 } } }, 'incidentPolicy.openAfter.of'],
  [{ incidentPolicy: { resolveAfter: 0 } }, 'incidentPolicy.resolveAfter'],
  [{ incidentPolicy: { reopenAfter: '1h' } }, 'incidentPolicy.reopenAfter'],
])('refuses the patch %j', async (body, path) => {
  expect(await api.send('PATCH', at, body)).toMatchObject({
    status: 422,
    json: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
  });
});

it('clones under another name', async () => {
  const reply = await api.send('POST', `${at}/clone`, { name: ' copy ' });
  expect(reply.status).toBe(201);
  expect(reply.headers.get('location')).toBe(at);
  expect(lastMessage()).toEqual(new CloneTest(test.id, 'copy'));
});

it('deletes', async () => {
  expect(await api.send('DELETE', at)).toMatchObject({ status: 204, json: null });
  expect(lastMessage()).toEqual(new DeleteTest(test.id, null));
});

it('runs one: 202 and where to look', async () => {
  const reply = await api.send('POST', `${at}/run`);
  expect(reply).toMatchObject({
    status: 202,
    json: { runId: exampleIds.run, executionId: exampleIds.execution, status: 'queued' },
  });
  expect(reply.headers.get('location')).toBe(`/v1/executions/${exampleIds.execution}`);
  expect(lastMessage()).toEqual(new RequestRun({ testIds: [test.id] }, 'manual'));
});

it.each([
  ['', false],
  ['?run=true', true],
])('previews%s without storing', async (query, run) => {
  const reply = await api.send('POST', `/v1/tests/preview${query}`, definition);
  expect(reply).toMatchObject({
    status: 200,
    json: { statements: [{ sql: 'SELECT 1', parameters: [1, 'a'] }], verdict: null },
  });
  expect(testPreview.safeParse(reply.json).error).toBeUndefined();
  expect(lastMessage()).toEqual(new PreviewTest(checked, run));
});
