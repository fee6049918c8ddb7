import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { newAuditEntry, type AuditEntry } from '../../src/core/audit.ts';
import { MalformedCursor, Unavailable } from '../../src/core/errors.ts';
import type { AuditFilter, AuditLog } from '../../src/ports/audit-log.ts';
import { createDocumentClient } from '../../src/stores/dynamo/client.ts';
import { DynamoAuditLog } from '../../src/stores/dynamo/dynamo.audit-log.ts';
import { auditLogsTable, ensureTables } from '../../src/stores/dynamo/tables.ts';
import { MemoryAuditLog } from '../../src/stores/memory/memory.audit-log.ts';
import { cursorAfter } from '../../src/stores/name-cursor.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { pagesOf, sizes } from './named-store.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const anEntry = (at: Date, subjectId = randomUUID()): AuditEntry =>
  newAuditEntry(at, {
    action: 'samples.read',
    subject: { type: 'execution', id: subjectId },
    actor: { type: 'anonymous', requestId: 'r-1', address: '::1' },
    details: { dataset: 'public.orders', columns: ['id', 'ä'], rows: 3, nested: { none: null } },
  });

const freshPrefix = async () => {
  const prefix = `a${randomUUID()}`;
  await ensureTables(dynamo.client, prefix);
  return prefix;
};

const logs: Record<string, () => Promise<AuditLog>> = {
  MemoryAuditLog: async () => new MemoryAuditLog(),
  DynamoAuditLog: async () => new DynamoAuditLog(dynamo.client, await freshPrefix()),
};

describe.each(Object.entries(logs))('%s', (_, open) => {
  const newestFirst = (entries: readonly AuditEntry[]) =>
    [...entries].sort((a, b) => (a.id < b.id ? 1 : -1)).map(({ id }) => id);
  const idsIn = (pages: readonly (readonly AuditEntry[])[]) => pages.flat().map(({ id }) => id);
  const all = (log: AuditLog, filter: AuditFilter = {}, limit = 100) =>
    pagesOf((page) => log.list(filter, page), limit);

  it('has nothing at first', async () => {
    const log = await open();
    for (const filter of [{}, { action: 'samples.read' as const }, { subjectId: randomUUID() }])
      expect(await log.list(filter, { limit: 10, cursor: null })).toEqual({ items: [], nextCursor: null });
  });

  it('answers an entry as it was recorded', async () => {
    const log = await open();
    const entry = anEntry(new Date('2026-03-04T05:06:07.089Z'));
    await log.record(entry);
    expect(await all(log)).toEqual([[entry]]);
  });

  it('keeps the first of two entries with one id', async () => {
    const log = await open();
    const entry = anEntry(new Date());
    await log.record(entry);
    await log.record({ ...entry, details: {} });
    await Promise.all([log.record(entry), log.record(entry)]);
    expect(await all(log)).toEqual([[entry]]);
  });

  it('pages newest first over months and years, also where many are of one millisecond', async () => {
    const log = await open();
    const days = ['2024-12-31T23:59:59.999Z', '2025-01-01T00:00:00.000Z', '2026-05-31T23:59:59.999Z'];
    const entries = [...days, days[2]!, days[2]!, '2026-06-01T00:00:00.000Z', '2026-11-20T12:00:00.000Z'].map(
      (at) => anEntry(new Date(at)),
    );
    for (const entry of [3, 0, 6, 1, 5, 2, 4].map((i) => entries[i]!)) await log.record(entry);
    for (const [limit, expected] of [
      [1, [1, 1, 1, 1, 1, 1, 1]],
      [2, [2, 2, 2, 1]],
      [3, [3, 3, 1]],
      [6, [6, 1]],
      [7, [7]],
      [8, [7]],
    ] as const)
      for (const filter of [{}, { action: 'samples.read' as const }]) {
        const pages = await all(log, filter, limit);
        expect(idsIn(pages)).toEqual(newestFirst(entries));
        expect(sizes(pages)).toEqual(expected);
      }
  });

  it('keeps pages stable while newer entries arrive', async () => {
    const log = await open();
    const older = [1, 2, 3].map((n) => anEntry(new Date(Date.UTC(2026, n))));
    for (const entry of older) await log.record(entry);
    const first = await log.list({}, { limit: 2, cursor: null });
    await log.record(anEntry(new Date()));
    const second = await log.list({}, { limit: 2, cursor: first.nextCursor });
    expect(idsIn([first.items, second.items])).toEqual(newestFirst(older));
    expect(second.nextCursor).toBeNull();
  });

  it('lists what was done to one thing, in any month', async () => {
    const log = await open();
    const subjectId = randomUUID();
    const about = [0, 1, 2, 3].map((n) => anEntry(new Date(Date.UTC(2026, n)), subjectId));
    for (const entry of [...about, ...[0, 1, 2].map((n) => anEntry(new Date(Date.UTC(2026, n, 2))))])
      await log.record(entry);
    const pages = await all(log, { subjectId }, 3);
    expect(idsIn(pages)).toEqual(newestFirst(about));
    expect(sizes(pages)).toEqual([3, 1]);
    expect(idsIn(await all(log, { subjectId, action: 'samples.read' }))).toEqual(newestFirst(about));
    expect(await all(log, { subjectId: randomUUID() })).toEqual([[]]);
  });

  it.each(['x', '', cursorAfter('tests', 'a'), cursorAfter('auditLogs', 'no id')])(
    'refuses the cursor %j, which it never gave out',
    async (cursor) => {
      const log = await open();
      await expect(log.list({}, { limit: 1, cursor })).rejects.toThrow(MalformedCursor);
    },
  );
});

describe('DynamoAuditLog', () => {
  it('is shared by processes', async () => {
    const prefix = await freshPrefix();
    const [one, other] = [
      new DynamoAuditLog(dynamo.client, prefix),
      new DynamoAuditLog(dynamo.client, prefix),
    ];
    const entries = Array.from({ length: 20 }, (_, n) => anEntry(new Date(Date.UTC(2026, n % 3, n + 1))));
    await Promise.all(entries.map((entry, n) => (n % 2 ? one : other).record(entry)));
    const pages = await pagesOf((page) => one.list({}, page), 6);
    expect(pages.flat().map(({ id }) => id)).toEqual(
      entries
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const { Items } = await dynamo.client.send(new ScanCommand({ TableName: auditLogsTable(prefix) }));
    expect(
      Items!
        .filter(({ pk }) => pk === 'months')
        .map(({ id }) => id as string)
        .sort(),
    ).toEqual(['2026-01', '2026-02', '2026-03']);
  });

  it('rejects what it could not store', async () => {
    const nowhere = createDocumentClient({
      kind: 'endpoint',
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
    });
    await expect(new DynamoAuditLog(nowhere, 'P').record(anEntry(new Date()))).rejects.toThrow(Unavailable);
    await expect(new DynamoAuditLog(dynamo.client, 'NoTable').record(anEntry(new Date()))).rejects.toThrow();
    nowhere.destroy();
  });
});
