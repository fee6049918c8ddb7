import { MalformedCursor } from '../../src/core/errors.ts';
import { newDeliveryId, type DeliveryId } from '../../src/core/ids.ts';
import type { CapturedMail, Mailbox } from '../../src/ports/mailbox.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let store: ResultsStore;
let mailbox: Mailbox;
beforeAll(async () => {
  database = await createDatabase('mailbox');
  store = await openResultsStore({ url: database.url, retentionDays: 30 });
  mailbox = store.mailbox;
});
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

const idOf = (n: number) => `0198e000-0000-7000-8000-${String(n).padStart(12, '0')}` as DeliveryId;
const mailOf = (id: DeliveryId, subject: string): Omit<CapturedMail, 'capturedAt'> => ({
  id,
  from: 'Plumbline <plumbline@localhost>',
  to: ['a@example.com', 'b@example.com'],
  cc: [],
  subject,
  headers: [{ name: 'Subject', value: subject }],
  text: 'text',
  html: '<p>html</p>',
});

it('keeps a mail in full, once', async () => {
  await mailbox.keep(mailOf(idOf(0), 'first 🧪'));
  await mailbox.keep(mailOf(idOf(0), 'another'));
  expect(await mailbox.get(idOf(0))).toEqual({
    ...mailOf(idOf(0), 'first 🧪'),
    capturedAt: expect.any(Date),
  });
  expect(await mailbox.get(newDeliveryId(new Date()))).toBeNull();
});

it('keeps what PostgreSQL cannot store as well as it can', async () => {
  await mailbox.keep(mailOf(idOf(1), 'a\u0000b\ud800'));
  expect((await mailbox.get(idOf(1)))?.subject).toBe('a\uFFFDb\uFFFD');
});

it('lists the newest first, by pages', async () => {
  for (let n = 2; n < 7; n++) await mailbox.keep(mailOf(idOf(n), `mail ${n}`));
  const first = await mailbox.list({ limit: 3, cursor: null });
  expect(first.items.map(({ subject }) => subject)).toEqual(['mail 6', 'mail 5', 'mail 4']);
  expect(Object.keys(first.items[0]!).sort()).toEqual(['capturedAt', 'cc', 'from', 'id', 'subject', 'to']);
  const second = await mailbox.list({ limit: 3, cursor: first.nextCursor });
  expect(second.items.map(({ id }) => id)).toEqual([idOf(3), idOf(2), idOf(1)]);
  const third = await mailbox.list({ limit: 3, cursor: second.nextCursor });
  expect([third.items.map(({ id }) => id), third.nextCursor]).toEqual([[idOf(0)], null]);
});

it.each(['', 'x', 'LTE', Buffer.from('1; DROP').toString('base64url')])(
  'refuses the cursor %j',
  async (cursor) => {
    await expect(mailbox.list({ limit: 3, cursor })).rejects.toBeInstanceOf(MalformedCursor);
  },
);

it('keeps the newest 500', async () => {
  for (let n = 100; n < 605; n++) await mailbox.keep(mailOf(idOf(n), `mail ${n}`));
  const subjects: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page = await mailbox.list({ limit: 200, cursor });
    subjects.push(...page.items.map(({ subject }) => subject));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(subjects).toHaveLength(500);
  expect([subjects.at(0), subjects.at(-1)]).toEqual(['mail 604', 'mail 105']);
});
