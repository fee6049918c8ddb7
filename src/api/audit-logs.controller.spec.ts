import { startStubApi, stub, type StubApi } from '../../test/support/stub-api.ts';
import { newAuditEntry } from '../core/audit.ts';
import { MalformedCursor } from '../core/errors.ts';
import { ListAuditLogs } from '../features/audit/list-audit-logs.ts';
import { auditLogList } from './schemas/audit-logs.ts';
import { exampleIds } from './schemas/example-values.ts';

const entry = newAuditEntry(new Date('2026-01-31T06:05:36.670Z'), {
  action: 'samples.read',
  subject: { type: 'execution', id: exampleIds.execution },
  actor: { type: 'anonymous', requestId: 'r-1', address: null },
  details: { rows: 3, columns: ['id'] },
});
let api: StubApi;
beforeAll(async () => {
  api = await startStubApi([
    stub(ListAuditLogs, ({ page }) => {
      if (page.cursor === 'bad') throw new MalformedCursor();
      return { items: [entry], nextCursor: 'next' };
    }),
  ]);
});
afterAll(() => api.close());

it('lists entries', async () => {
  const { status, json } = await api.send('GET', '/v1/audit-logs');
  expect(status).toBe(200);
  expect(json).toEqual({ items: [{ ...entry, at: '2026-01-31T06:05:36.670Z' }], nextCursor: 'next' });
  expect(auditLogList.strict().safeParse(json).error).toBeUndefined();
});

it.each([
  ['', {}, { limit: 50, cursor: null }],
  ['?action=samples.read&limit=7&cursor=abc', { action: 'samples.read' }, { limit: 7, cursor: 'abc' }],
  [
    `?subjectId=${exampleIds.execution.toUpperCase()}`,
    { subjectId: exampleIds.execution },
    { limit: 50, cursor: null },
  ],
] as const)('asks for %j', async (query, filter, page) => {
  expect((await api.send('GET', `/v1/audit-logs${query}`)).status).toBe(200);
  expect(api.messages.at(-1)).toEqual(new ListAuditLogs(filter, page));
});

it.each([
  ['action=login', 422, 'action'],
  ['subjectId=x', 422, 'subjectId'],
  ['actor=me', 422, 'actor'],
  ['limit=0', 422, 'limit'],
  ['cursor=bad', 400, 'cursor'],
])('refuses ?%s', async (query, status, path) => {
  const reply = await api.send('GET', `/v1/audit-logs?${query}`);
  expect(reply).toMatchObject({ status, json: { errors: [{ path }] } });
});
