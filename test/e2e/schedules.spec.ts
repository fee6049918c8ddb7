import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type Answer, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let plumbline: TestPlatform;
let connectionId: string;

const idOf = (answer: Answer) => answer.body['id'] as string;
const EVERY_SECOND = '* * * * * *';
const NEVER_SOON = '0 0 1 1 *';

async function createTest(fields: Record<string, unknown>): Promise<string> {
  const test = { kind: 'volume', connectionId, dataset: 'public.orders', fail: { min: 1 }, ...fields };
  const created = await plumbline.call('POST', '/v1/tests', test);
  expect([created.status, created.body]).toEqual([201, expect.any(Object)]);
  return idOf(created);
}

async function createSchedule(fields: Record<string, unknown>): Promise<Answer> {
  const created = await plumbline.call('POST', '/v1/schedules', { cron: NEVER_SOON, ...fields });
  expect([created.status, created.body]).toEqual([201, expect.any(Object)]);
  return created;
}

async function until<T>(read: () => Promise<T | null>): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const found = await read();
    if (found !== null) return found;
    await sleep(50);
  }
  throw new Error('waited in vain');
}

/** The finished executions of a test that a schedule asked for, once there are some. */
const ranByItself = (testId: string) =>
  until(async () => {
    const { body } = await plumbline.call('GET', `/v1/executions?testId=${testId}&status=passed`);
    const items = body['items'] as Record<string, unknown>[];
    return items.length > 0 ? items : null;
  });

beforeAll(async () => {
  source = await createDatabase();
  const owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query('CREATE TABLE orders AS SELECT generate_series(1, 10) AS id');
  await owner.end();
  plumbline = await startTestPlatform({ TICK_EVERY: '0.2s', SWEEP_EVERY: '1s' });
  connectionId = idOf(
    await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'orders database')),
  );
});

afterAll(async () => {
  await plumbline.stop();
  await source.drop();
});

describe('a schedule', () => {
  it('runs the tests that it selects by tag, and says what it did', async () => {
    const testId = await createTest({ name: 'tagged', tags: ['hourly'] });
    await createTest({ name: 'tagged, asleep', tags: ['hourly'], enabled: false });
    const created = await createSchedule({ name: 'often', cron: EVERY_SECOND, select: { tags: ['hourly'] } });
    const [execution] = await ranByItself(testId);
    expect(execution).toMatchObject({ trigger: 'schedule', status: 'passed', testName: 'tagged' });
    expect(Date.parse(execution!['queuedAt'] as string) % 1000).toBe(0);

    const paused = await plumbline.call('POST', `/v1/schedules/${idOf(created)}/pause`);
    expect(paused.body).toMatchObject({ paused: true, dueAt: null, nextOccurrences: [], version: 2 });
    const { body } = await plumbline.call('GET', `/v1/schedules/${idOf(created)}/occurrences?count=100`);
    const past = body['past'] as Record<string, unknown>[];
    expect(body['upcoming']).toEqual([]);
    expect(past.find(({ state }) => state === 'fired')).toMatchObject({
      tests: 1,
      reason: null,
      runIds: [expect.any(String)],
    });
    expect(new Set(past.map(({ occurrence }) => occurrence)).size).toBe(past.length);
  });

  it('shows its next five occurrences by the clocks of its zone, and when it is due', async () => {
    const { body, headers, status } = await createSchedule({
      name: 'new year',
      timeZone: 'Asia/Tokyo',
      select: { dataset: 'public.orders' },
    });
    expect([status, headers.get('etag'), headers.get('location')]).toEqual([
      201,
      '"1"',
      `/v1/schedules/${body['id'] as string}`,
    ]);
    const occurrences = body['nextOccurrences'] as { occurrence: string; local: string; startsAt: string }[];
    expect(occurrences).toHaveLength(5);
    for (const { occurrence, local, startsAt } of occurrences) {
      expect(occurrence).toMatch(/^\d{4}-12-31T15:00:00\.000Z$/);
      expect(local).toMatch(/^\d{4}-01-01T00:00:00\+09:00$/);
      expect(startsAt).toBe(occurrence);
    }
    expect(body).toMatchObject({
      dueAt: occurrences[0]!.occurrence,
      origin: null,
      missed: 'runOnce',
      tolerance: '1h',
    });
  });

  it('is replaced against its ETag, keeps its name to itself, and can be deleted', async () => {
    const select = { tags: ['none'] };
    const created = await createSchedule({ name: 'first name', select });
    const path = `/v1/schedules/${idOf(created)}`;
    const body = { name: 'second name', cron: '0 12 * * *', select };
    const replaced = await plumbline.call('PUT', path, body, { 'If-Match': '"1"' });
    expect([replaced.status, replaced.headers.get('etag'), replaced.body['cron']]).toEqual([
      200,
      '"2"',
      '0 12 * * *',
    ]);
    expect(replaced.body['dueAt']).toMatch(/T12:00:00\.000Z$/);
    expect((await plumbline.call('PUT', path, body, { 'If-Match': '"1"' })).body['code']).toBe(
      'VERSION_CONFLICT',
    );
    const taken = await plumbline.call('POST', '/v1/schedules', { ...body, name: 'SECOND name' });
    expect([taken.status, taken.body['code']]).toEqual([409, 'NAME_TAKEN']);
    expect((await plumbline.call('DELETE', path)).status).toBe(204);
    expect((await plumbline.call('GET', path)).body['code']).toBe('SCHEDULE_NOT_FOUND');
    expect((await plumbline.call('POST', `${path}/pause`)).status).toBe(404);
  });

  it('is found in the list, also by the test that it names', async () => {
    const testId = await createTest({ name: 'named' });
    await createSchedule({ name: 'by id', select: { testIds: [testId] } });
    const found = await plumbline.call('GET', `/v1/schedules?testId=${testId}`);
    expect(found.body['items']).toMatchObject([{ name: 'by id' }]);
    const first = await plumbline.call('GET', '/v1/schedules?limit=1');
    expect(first.body).toMatchObject({ items: [expect.any(Object)], nextCursor: expect.any(String) });
  });

  it.each([
    [
      { cron: '0 25 * * *' },
      'cron',
      'is not a cron expression: hour, character 3: 25 is not between 0 and 23',
    ],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone', 'is not an IANA time zone such as Europe/Berlin'],
    [{ select: {} }, 'select', 'needs testIds, or connectionId, dataset, tags or kind'],
    [
      { select: { testIds: ['01890000-0000-7000-8000-000000000000'] } },
      'select.testIds.0',
      'is not the id of a test',
    ],
    [
      { blackouts: [{ from: '22:00', to: '24:00' }] },
      'blackouts.0.to',
      expect.stringContaining('must be a time of day'),
    ],
  ])('is refused with the place of what is wrong: %j', async (fields, path, message) => {
    const refused = await plumbline.call('POST', '/v1/schedules', {
      name: 'refused',
      cron: '@daily',
      select: { tags: ['x'] },
      ...fields,
    });
    expect([refused.status, refused.body['errors']]).toEqual([422, [{ path, message }]]);
  });
});

describe('a preview', () => {
  it('shows the next occurrences of what is not stored, across a change of the clocks', async () => {
    const { status, body } = await plumbline.call('POST', '/v1/schedules/preview', {
      cron: '30 2 29-30 3 *',
      timeZone: 'Europe/Berlin',
    });
    expect(status).toBe(200);
    expect(body['occurrences']).toHaveLength(5);
    expect(body['timeZone']).toBe('Europe/Berlin');
  });
});

describe("a test's own schedule", () => {
  const schedulesOf = async (testId: string) =>
    (await plumbline.call('GET', `/v1/schedules?testId=${testId}`)).body['items'] as Record<
      string,
      unknown
    >[];

  it('runs the test, follows it, and goes with it', async () => {
    const definition = { name: 'by itself', schedule: { cron: EVERY_SECOND } };
    const testId = await createTest(definition);
    expect((await ranByItself(testId))[0]).toMatchObject({ trigger: 'schedule' });
    const [kept] = await schedulesOf(testId);
    expect(kept).toMatchObject({
      name: `test:${testId}`,
      cron: EVERY_SECOND,
      origin: { testId },
      select: { testIds: [testId] },
    });

    const replace = (schedule: unknown) =>
      plumbline.call('PUT', `/v1/tests/${testId}`, {
        ...definition,
        kind: 'volume',
        connectionId,
        dataset: 'public.orders',
        fail: { min: 1 },
        schedule,
      });
    expect((await replace({ cron: NEVER_SOON, timeZone: 'Europe/Berlin' })).status).toBe(200);
    expect(await schedulesOf(testId)).toMatchObject([
      { cron: NEVER_SOON, timeZone: 'Europe/Berlin', version: 2 },
    ]);
    expect((await replace(undefined)).status).toBe(200);
    expect(await schedulesOf(testId)).toEqual([]);
    expect((await replace({ cron: NEVER_SOON })).status).toBe(200);
    expect(await schedulesOf(testId)).toHaveLength(1);
    expect((await plumbline.call('DELETE', `/v1/tests/${testId}`)).status).toBe(204);
    expect(await schedulesOf(testId)).toEqual([]);
  });

  it('is changed through the test only, but may be paused', async () => {
    const testId = await createTest({ name: 'kept', schedule: { cron: NEVER_SOON } });
    const [kept] = await schedulesOf(testId);
    const path = `/v1/schedules/${kept!['id'] as string}`;
    const change = { name: 'mine now', cron: '@daily', select: { testIds: [testId] } };
    for (const answer of [await plumbline.call('PUT', path, change), await plumbline.call('DELETE', path)])
      expect([answer.status, answer.body['code']]).toEqual([409, 'SCHEDULE_OF_TEST']);
    expect((await plumbline.call('POST', `${path}/pause`)).body).toMatchObject({ paused: true });
    expect((await plumbline.call('POST', `${path}/resume`)).body).toMatchObject({
      paused: false,
      version: 3,
    });
  });

  it('is copied with the test', async () => {
    const testId = await createTest({ name: 'original', schedule: { cron: NEVER_SOON } });
    const copy = await plumbline.call('POST', `/v1/tests/${testId}/clone`, { name: 'copy' });
    expect(await schedulesOf(idOf(copy))).toMatchObject([
      { origin: { testId: idOf(copy) }, cron: NEVER_SOON },
    ]);
  });

  it('goes when its connection is deleted with its tests', async () => {
    const other = await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'another'));
    const testId = await createTest({
      name: 'elsewhere',
      connectionId: idOf(other),
      schedule: { cron: NEVER_SOON },
    });
    expect((await plumbline.call('DELETE', `/v1/connections/${idOf(other)}?cascade=true`)).status).toBe(204);
    expect(await schedulesOf(testId)).toEqual([]);
  });
});
