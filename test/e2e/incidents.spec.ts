import { setTimeout as sleep } from 'node:timers/promises';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import type { TestId } from '../../src/core/ids.ts';
import { RequestRun } from '../../src/features/executions/request-run.ts';
import { ExecutionLedger } from '../../src/ports/execution-ledger.ts';
import { aRun, record } from '../contract/execution-samples.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openFlakyDoor, type FlakyDoor } from '../support/flaky-door.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { adminKeyHolder } from '../support/stub-access.ts';

let source: TestDatabase;
let owner: pg.Client;
let plumbline: TestPlatform;
let connectionId: string;
let door: FlakyDoor;
let behindTheDoor: string;

type Body = Readonly<Record<string, unknown>>;

async function made(path: string, body: Body): Promise<string> {
  const answer = await plumbline.call('POST', path, body);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body['id'] as string;
}

const createTest = (name: string, fields: Body = {}) =>
  made('/v1/tests?check=false', {
    name,
    kind: 'volume',
    connectionId,
    dataset: 'public.orders',
    fail: { min: 10 },
    ...fields,
  });

async function run(testId: string): Promise<Body> {
  const { body } = await plumbline.call('POST', '/v1/runs', { testIds: [testId] });
  const [execution] = await plumbline.finished(body['runId'] as string);
  return execution!;
}

/** The incidents of a test, newest first, as soon as they are as expected; the review follows the run in a moment. */
async function incidentsOf(testId: string, expected: readonly Body[]): Promise<readonly Body[]> {
  let items: readonly Body[] = [];
  for (let i = 0; i < 200; i++) {
    items = (await plumbline.call('GET', `/v1/incidents?testId=${testId}`)).body['items'] as Body[];
    if (items.length === expected.length && items.every((item, n) => fits(item, expected[n]!))) return items;
    await sleep(50);
  }
  expect(items).toMatchObject(expected);
  return items;
}
const fits = (item: Body, expected: Body) =>
  Object.entries(expected).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));

async function detailOf(incident: Body): Promise<Body> {
  const { status, body } = await plumbline.call('GET', `/v1/incidents/${incident['id'] as string}`);
  expect(status).toBe(200);
  return body;
}
const timelineOf = async (incident: Body) =>
  ((await detailOf(incident))['timeline'] as { events: Body[] }).events.map(({ type, by, details }) => [
    type,
    by,
    (details as Body)['onBehalfOf'],
  ]);

const setRows = (n: number) =>
  owner.query(`TRUNCATE orders; INSERT INTO orders SELECT n, 'CH' FROM generate_series(1, ${n}) n`);

beforeAll(async () => {
  source = await createDatabase();
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query('CREATE TABLE orders (id int, country text)');
  plumbline = await startTestPlatform();
  connectionId = await made('/v1/connections', connectionTo(source.url, 'orders'));
  const { hostname, port } = new URL(source.url);
  door = await openFlakyDoor({ host: hostname, port: Number(port) });
  const through = new URL(source.url);
  through.hostname = '127.0.0.1';
  through.port = String(door.port);
  behindTheDoor = await made('/v1/connections', connectionTo(through.href, 'orders, behind a door'));
});
afterAll(async () => {
  await plumbline?.stop();
  await door?.close();
  await owner?.end();
  await source?.drop();
});

it('opens, escalates, is cared for, ends and comes back', async () => {
  const testId = await createTest('orders keep coming', {
    severity: 'high',
    warn: { min: 20 },
    owner: 'sales',
  });
  await setRows(15);
  await run(testId);
  const [opened] = await incidentsOf(testId, [{ kind: 'data', level: 'warn', status: 'open', failures: 1 }]);
  expect(opened).toMatchObject({ severity: 'high', owner: 'sales', subject: { type: 'test', id: testId } });

  await setRows(5);
  await run(testId);
  await incidentsOf(testId, [{ level: 'fail', failures: 2 }]);
  const act = (action: string, body: Body, headers = {}) =>
    plumbline.call('POST', `/v1/incidents/${opened!['id'] as string}/${action}`, body, headers);
  const key = await plumbline.call('POST', '/v1/api-keys', { name: 'ada', role: 'operator' });
  const asAda = { authorization: `Bearer ${key.body['key'] as string}` };
  expect(await act('acknowledge', { reason: 'looking' }, asAda)).toMatchObject({
    status: 200,
    body: { status: 'acknowledged' },
  });
  expect(await act('mute', { for: '1h', by: 'Ada' })).toMatchObject({ status: 200 });
  const summary = (await plumbline.call('GET', '/v1/dashboard/summary')).body;
  expect(summary['incidents']).toMatchObject({ acknowledged: 1, oldestOpenedAt: opened!['openedAt'] });

  await setRows(25);
  await run(testId);
  await incidentsOf(testId, [{ status: 'resolved', passes: 1 }]);
  expect(await act('acknowledge', {})).toMatchObject({ status: 409, body: { code: 'INCIDENT_RESOLVED' } });

  await setRows(5);
  await run(testId);
  const [back] = await incidentsOf(testId, [{ id: opened!['id'], status: 'open', reopened: 1 }]);
  expect(await timelineOf(back!)).toEqual([
    ['opened', null, undefined],
    ['escalated', null, undefined],
    ['acknowledged', 'ada', undefined],
    ['muted', adminKeyHolder.name, 'Ada'],
    ['resolved', null, undefined],
    ['reopened', null, undefined],
  ]);

  expect((await plumbline.call('DELETE', `/v1/tests/${testId}`)).status).toBe(204);
  const [over] = await incidentsOf(testId, [{ status: 'resolved' }]);
  expect(((await detailOf(over!))['timeline'] as { events: Body[] }).events.at(-1)).toMatchObject({
    type: 'resolved',
    reason: 'the test was deleted',
  });
});

it('follows the policy, which can be changed', async () => {
  const testId = await createTest('patient', { incidentPolicy: { openAfter: { failures: 2, of: 3 } } });
  await setRows(5);
  await run(testId);
  await run(testId);
  await incidentsOf(testId, [{ failures: 1, status: 'open' }]);
  const patched = await plumbline.call('PATCH', `/v1/tests/${testId}`, {
    severity: 'critical',
    incidentPolicy: { resolveAfter: 2 },
  });
  expect(patched).toMatchObject({
    status: 200,
    body: { severity: 'critical', incidentPolicy: { resolveAfter: 2 } },
  });
  await setRows(15);
  await run(testId);
  await incidentsOf(testId, [{ status: 'open', passes: 1, severity: 'medium' }]);
  await run(testId);
  await incidentsOf(testId, [{ status: 'resolved', passes: 2 }]);
  const removed = await plumbline.call('PATCH', `/v1/tests/${testId}`, {
    severity: null,
    incidentPolicy: null,
  });
  expect(removed.body).not.toHaveProperty('severity');
  expect(removed.body).not.toHaveProperty('incidentPolicy');
});

it('has an incident for each group, and tells what else is wrong with the dataset', async () => {
  await owner.query(
    `TRUNCATE orders; INSERT INTO orders VALUES (1, 'CH'), (NULL, 'CH'), (NULL, 'DE'), (3, 'FR')`,
  );
  const testId = await createTest('ids by country', {
    kind: 'completeness',
    columns: ['id'],
    groupBy: ['country'],
    fail: { maxCount: 0 },
  });
  expect(await run(testId)).toMatchObject({ status: 'failed' });
  const both = await incidentsOf(testId, [{ status: 'open' }, { status: 'open' }]);
  expect(both.map(({ group }) => group).sort()).toEqual(['country = CH', 'country = DE']);
  const { incidents, tests } = (await detailOf(both[0]!))['related'] as { incidents: Body[]; tests: Body[] };
  expect(incidents.map(({ id }) => id)).toContain(both[1]!['id']);
  expect(tests).toEqual([]);

  await owner.query(`UPDATE orders SET id = 2 WHERE country = 'CH'`);
  await run(testId);
  await incidentsOf(
    testId,
    both.map(({ group }) => ({ group, status: group === 'country = CH' ? 'resolved' : 'open' })),
  );
});

describe('a source that does not answer', () => {
  const scheduled = async (testId: string) => {
    const bus = plumbline.platform.app.get(CommandBus);
    const { runId } = await bus.execute(new RequestRun({ testIds: [testId as TestId] }, 'schedule'));
    const [execution] = await plumbline.finished(runId);
    return execution!;
  };
  const away = { status: 'errored', errorCode: 'UNREACHABLE' };

  it('is waited for by a run that nobody waits for', async () => {
    const testId = await createTest('away for a moment', { connectionId: behindTheDoor });
    await setRows(15);
    door.refuse(2);
    expect(await scheduled(testId)).toMatchObject({ status: 'passed', trigger: 'schedule', attempt: 1 });
    expect((await plumbline.call('GET', `/v1/incidents?testId=${testId}`)).body['items']).toEqual([]);
  });

  it('opens an incident of its own kind after the last attempt, which the next measurement ends', async () => {
    const testId = await createTest('away for long', { connectionId: behindTheDoor });
    const before = door.refused;
    door.refuse(100);
    expect(await scheduled(testId)).toMatchObject(away);
    expect(door.refused - before).toBe(3);
    await incidentsOf(testId, [{ kind: 'execution', level: 'error', status: 'open', failures: 1 }]);
    door.refuse(0);
    await setRows(5);
    expect(await run(testId)).toMatchObject({ status: 'failed' });
    await incidentsOf(testId, [
      { kind: 'data', status: 'open' },
      { kind: 'execution', status: 'resolved' },
    ]);
  });

  it('is told at once to a person who runs a test', async () => {
    const testId = await createTest('asked by hand', { connectionId: behindTheDoor });
    const before = door.refused;
    door.refuse(100);
    expect(await run(testId)).toMatchObject(away);
    expect(door.refused - before).toBe(1);
    door.refuse(0);
  });
});

it('reviews by itself what a worker left behind when it died', async () => {
  const testId = await createTest('left behind');
  const ledger = plumbline.platform.app.get(ExecutionLedger);
  const executions = aRun([testId as TestId]);
  await record(ledger, executions, { status: 'failed', message: '5 rows' });
  await incidentsOf(testId, [{ status: 'open', message: '5 rows', lastExecutionId: executions[0]!.id }]);
});

it('ends with the connection', async () => {
  const id = await made('/v1/connections', connectionTo(source.url, 'soon gone'));
  const testId = await createTest('soon gone too', { connectionId: id });
  await setRows(5);
  await run(testId);
  await incidentsOf(testId, [{ status: 'open' }]);
  expect((await plumbline.call('DELETE', `/v1/connections/${id}?cascade=true`)).status).toBe(204);
  await incidentsOf(testId, [{ status: 'resolved' }]);
});
