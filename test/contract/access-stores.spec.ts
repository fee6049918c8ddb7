import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ApiKeyNotFound, NameTaken } from '../../src/core/errors.ts';
import { newUserId } from '../../src/core/ids.ts';
import type { ApiKeyStore } from '../../src/ports/api-key-store.ts';
import type { AttemptLedger } from '../../src/ports/attempt-ledger.ts';
import type { OneTimeNotes } from '../../src/ports/one-time-notes.ts';
import type { SessionStore } from '../../src/ports/session-store.ts';
import { DynamoApiKeyStore } from '../../src/stores/dynamo/dynamo.api-key-store.ts';
import { DynamoAttemptLedger } from '../../src/stores/dynamo/dynamo.attempt-ledger.ts';
import { DynamoOneTimeNotes } from '../../src/stores/dynamo/dynamo.one-time-notes.ts';
import { DynamoSessionStore } from '../../src/stores/dynamo/dynamo.session-store.ts';
import { DynamoAccessMaintenance } from '../../src/stores/dynamo/short-lived.ts';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { MemoryApiKeyStore } from '../../src/stores/memory/memory.api-key-store.ts';
import { MemoryAttemptLedger } from '../../src/stores/memory/memory.attempt-ledger.ts';
import { MemoryOneTimeNotes } from '../../src/stores/memory/memory.one-time-notes.ts';
import { MemorySessionStore } from '../../src/stores/memory/memory.session-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { someApiKey } from '../support/people.ts';

interface Stores {
  readonly keys: ApiKeyStore;
  readonly sessions: SessionStore;
  readonly notes: OneTimeNotes;
  readonly attempts: AttemptLedger;
}

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function freshPrefix(): Promise<string> {
  const prefix = `a${randomUUID()}`;
  await ensureTables(dynamo.client, prefix);
  return prefix;
}

const dynamoStores = (prefix: string): Stores => ({
  keys: new DynamoApiKeyStore(dynamo.client, prefix),
  sessions: new DynamoSessionStore(dynamo.client, prefix),
  notes: new DynamoOneTimeNotes(dynamo.client, prefix),
  attempts: new DynamoAttemptLedger(dynamo.client, prefix),
});

const kinds: Record<string, () => Promise<Stores>> = {
  memory: async () => ({
    keys: new MemoryApiKeyStore(),
    sessions: new MemorySessionStore(),
    notes: new MemoryOneTimeNotes(),
    attempts: new MemoryAttemptLedger(),
  }),
  DynamoDB: async () => dynamoStores(await freshPrefix()),
};

const at = (time: string) => new Date(`2026-01-31T${time}Z`);
const rule = { free: 3, longestMs: 60_000 };

describe.each(Object.entries(kinds))('%s', (_, open) => {
  let stores: Stores;
  beforeEach(async () => {
    stores = await open();
  });

  it('API keys: kept, listed by name, and gone', async () => {
    const { keys } = stores;
    const [b, a] = [
      someApiKey({ name: 'b' }),
      someApiKey({ name: 'a', expiresAt: '2027-01-01T00:00:00.000Z' }),
    ];
    await keys.create(b);
    await keys.create(a);
    await expect(keys.create(someApiKey({ name: 'A' }))).rejects.toThrow(NameTaken);
    expect(await keys.get(a.id)).toEqual(a);
    expect((await keys.list({ limit: 10, cursor: null })).items).toEqual([a, b]);
    await keys.delete(a.id);
    expect(await keys.get(a.id)).toBeNull();
    await expect(keys.delete(a.id)).rejects.toThrow(ApiKeyNotFound);
  });

  it('API keys: a use is noted, and does not bring a key back', async () => {
    const { keys } = stores;
    const key = someApiKey();
    await keys.create(key);
    await keys.touch(key.id, at('06:00:00.000'));
    expect(await keys.get(key.id)).toEqual({ ...key, lastUsedAt: '2026-01-31T06:00:00.000Z' });
    await keys.delete(key.id);
    await keys.touch(key.id, at('06:01:00.000'));
    expect(await keys.get(key.id)).toBeNull();
  });

  it('sessions: kept, used, and ended for good', async () => {
    const { sessions } = stores;
    const session = {
      digest: 'd1',
      userId: newUserId(at('05:00:00.000')),
      startedAt: at('06:00:00.123'),
      seenAt: at('06:00:00.123'),
    };
    expect(await sessions.get('d1')).toBeNull();
    await sessions.create(session, at('07:00:00.000'));
    expect(await sessions.get('d1')).toEqual(session);
    await sessions.touch('d1', at('06:30:00.456'), at('07:30:00.000'));
    expect(await sessions.get('d1')).toEqual({ ...session, seenAt: at('06:30:00.456') });
    await sessions.delete('d1');
    await sessions.delete('d1');
    await sessions.touch('d1', at('06:40:00.000'), at('07:40:00.000'));
    expect(await sessions.get('d1')).toBeNull();
  });

  it('one-time notes: taken once, by one of many, and not after their end', async () => {
    const { notes } = stores;
    await notes.put('n1', { purpose: 'setup', n: 1 }, at('06:00:00.000'));
    await notes.put('n2', 'late', at('06:00:00.000'));
    const takers = await Promise.all(Array.from({ length: 10 }, () => notes.take('n1', at('05:59:59.999'))));
    expect(takers.filter((note) => note !== null)).toEqual([{ purpose: 'setup', n: 1 }]);
    expect(await notes.take('n2', at('06:00:00.000'))).toBeNull();
    expect(await notes.take('never', at('05:00:00.000'))).toBeNull();
  });

  it('attempts: so many are free, however many come at once', async () => {
    const { attempts } = stores;
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => attempts.begin('a', rule, at('06:00:00.000'))),
    );
    expect(answers.filter((ms) => ms === 0)).toHaveLength(3);
    expect(await attempts.begin('b', rule, at('06:00:00.000'))).toBe(0);
  });

  it('attempts: the time grows, success takes one back or clears', async () => {
    const { attempts } = stores;
    for (let n = 0; n < 3; n++) expect(await attempts.begin('a', rule, at('06:00:00.000'))).toBe(0);
    expect(await attempts.begin('a', rule, at('06:00:05.000'))).toBe(10_000);
    expect(await attempts.begin('a', rule, at('06:00:15.000'))).toBe(0);
    expect(await attempts.begin('a', rule, at('06:00:15.000'))).toBe(30_000);
    await attempts.takeBack('a');
    await attempts.takeBack('a');
    expect(await attempts.begin('a', rule, at('06:00:15.000'))).toBe(0);
    await attempts.clear('a');
    for (let n = 0; n < 3; n++) expect(await attempts.begin('a', rule, at('06:00:16.000'))).toBe(0);
    await attempts.takeBack('nobody');
    expect(await attempts.begin('nobody', rule, at('06:00:00.000'))).toBe(0);
  });
});

it('what is over is swept out of the table, and nothing else', async () => {
  const prefix = await freshPrefix();
  const { sessions, notes, attempts } = dynamoStores(prefix);
  const userId = newUserId(at('05:00:00.000'));
  for (const [digest, end] of [
    ['over', '06:00:00.000'],
    ['live', '08:00:00.000'],
  ] as const) {
    const session = { digest, userId, startedAt: at('05:00:00.000'), seenAt: at('05:00:00.000') };
    await sessions.create(session, at(end));
    await notes.put(digest, 'note', at(end));
  }
  await attempts.begin('user', rule, at('06:59:00.000'));
  await attempts.begin('old', rule, new Date('2026-01-30T06:00:00Z'));
  const sweep = new DynamoAccessMaintenance(dynamo.client, prefix);
  expect(await sweep.forgetExpired(at('07:00:00.000'))).toBe(3);
  expect(await sweep.forgetExpired(at('07:00:00.000'))).toBe(0);
  const { Items } = await dynamo.client.send(new ScanCommand({ TableName: `${prefix}Sessions` }));
  expect(Items!.map(({ pk }) => pk as string).sort()).toEqual(['attempts#user', 'note#live', 'session#live']);
});
