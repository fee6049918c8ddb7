import { MalformedCursor } from '../../src/core/errors.ts';
import { byHand } from '../../src/core/incidents/by-hand.ts';
import type { IncidentFilter } from '../../src/ports/incident-reader.ts';
import { someConnectionId } from '../support/records.ts';
import { aSignal, minute, openStage, type IncidentStage } from './incident-samples.ts';

let stage: IncidentStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const names = async (filter: IncidentFilter = {}) =>
  (await stage.store.incidentReader.list(filter, { limit: 50, cursor: null })).items
    .map(({ subject }) => subject.name)
    .sort();

const hand = { by: 'Ada', reason: null };

it('lists by every condition, page by page, and counts', async () => {
  expect(await stage.store.incidentReader.numbers()).toEqual({
    open: { critical: 0, high: 0, medium: 0, low: 0 },
    acknowledged: 0,
    oldestOpenedAt: null,
  });
  const warehouse = someConnectionId();
  const make = (name: string, fields: object) => stage.test({ name, connectionId: warehouse, ...fields });
  const late = await make('late', { severity: 'critical' });
  const lost = await make('lost', { dataset: 'public.stock' });
  const wrong = await make('wrong', { severity: 'low' });
  const over = await make('over', {});
  await stage.verdict(late, 1);
  await stage.verdict(lost, 2, { status: 'errored', errorCode: 'TIME_OUT', measuredAt: null });
  await stage.verdict(wrong, 3, { status: 'warned' });
  await stage.verdict(over, 4);
  await stage.verdict(over, 5, { status: 'passed' });
  await stage.reviewer.review();
  const nightly = await stage.store.incidents.raise(aSignal(), minute(0));
  const idOf = async (name: string) =>
    (await stage.store.incidentReader.list({}, { limit: 50, cursor: null })).items.find(
      ({ subject }) => subject.name === name,
    )!.id;
  const change = async (name: string, how: Parameters<typeof byHand>[1]) =>
    stage.store.incidents.change(await idOf(name), null, (one) => byHand(one, how, hand, new Date()));
  await change('wrong', { action: 'acknowledge' });
  await change('late', { action: 'assign', assignee: 'Grace' });

  expect(await names()).toEqual(['late', 'lost', 'nightly', 'over', 'wrong']);
  expect(await names({ status: ['open'] })).toEqual(['late', 'lost', 'nightly']);
  expect(await names({ status: ['resolved', 'acknowledged'] })).toEqual(['over', 'wrong']);
  expect(await names({ kind: ['execution', 'missing'] })).toEqual(['lost', 'nightly']);
  expect(await names({ severity: ['critical', 'low'] })).toEqual(['late', 'wrong']);
  expect(await names({ testId: late.id })).toEqual(['late']);
  expect(await names({ connectionId: warehouse, dataset: 'public.orders' })).toEqual([
    'late',
    'over',
    'wrong',
  ]);
  expect(await names({ connectionId: someConnectionId() })).toEqual([]);
  expect(await names({ assignee: 'Grace' })).toEqual(['late']);
  expect(await names({ to: minute(1) })).toEqual(['nightly']);
  expect(await names({ from: minute(1), status: ['acknowledged'] })).toEqual(['wrong']);

  expect(await stage.store.incidentReader.numbers()).toEqual({
    open: { critical: 1, high: 1, medium: 1, low: 0 },
    acknowledged: 1,
    oldestOpenedAt: minute(0),
  });

  const pages: string[][] = [];
  for (let cursor: string | null = null; ;) {
    const page = await stage.store.incidentReader.list({}, { limit: 2, cursor });
    pages.push(page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(pages.flat()).toEqual(pages.flat().sort().reverse());
  expect(pages.flat().at(-1)).toBe(nightly);
  await expect(stage.store.incidentReader.list({}, { limit: 2, cursor: 'x' })).rejects.toThrow(
    MalformedCursor,
  );
});

it('tells what happened to an incident, of a long life the end', async () => {
  const test = await stage.test({ name: 'told', connectionId: someConnectionId() });
  await stage.verdict(test, 10, { status: 'warned', message: '9 % null' });
  await stage.verdict(test, 11, { status: 'failed', message: '12 % null' });
  await stage.reviewer.review();
  const [incident] = (await stage.store.incidentReader.list({ testId: test.id }, { limit: 1, cursor: null }))
    .items;
  const whole = await stage.store.incidentReader.timeline(incident!.id, 10);
  expect(whole).toMatchObject({
    total: 2,
    events: [
      {
        type: 'opened',
        level: 'warn',
        by: null,
        reason: 'the test warned',
        details: { message: '9 % null' },
      },
      { type: 'escalated', level: 'fail', details: { message: '12 % null' } },
    ],
  });
  expect(whole.events[1]!.executionId).toBe(incident!.lastExecutionId);
  expect((await stage.store.incidentReader.timeline(incident!.id, 1)).events).toMatchObject([
    { type: 'escalated' },
  ]);
});

it('finds what else is wrong with the dataset', async () => {
  const connectionId = someConnectionId();
  const make = (name: string, dataset: string) => stage.test({ name, connectionId, dataset });
  const one = await make('one', 'public.a');
  const other = await make('other', 'public.a');
  const elsewhere = await make('elsewhere', 'public.b');
  // it does not do well either, but its policy has opened nothing yet
  const patient = await stage.test({
    name: 'patient',
    connectionId,
    dataset: 'public.a',
    incidentPolicy: { openAfter: { failures: 2, of: 2 } },
  });
  const fine = await make('fine', 'public.a');
  for (const [n, test] of [one, other, elsewhere, patient].entries()) await stage.verdict(test, 20 + n);
  await stage.verdict(fine, 30, { status: 'passed' });
  await stage.reviewer.review();
  const { items } = await stage.store.incidentReader.list({ testId: one.id }, { limit: 1, cursor: null });
  const incident = items[0]!;
  const related = await stage.store.incidentReader.relatedOf(incident, 10);
  expect(related.map(({ subject }) => subject.name)).toEqual(['other']);
  const troubled = await stage.store.incidentReader.troubledBeside(incident, 10);
  expect(troubled.map(({ testName, status }) => [testName, status])).toEqual([
    ['patient', 'failed'],
    ['other', 'failed'],
  ]);
  expect(await stage.store.incidentReader.troubledBeside(incident, 1)).toHaveLength(1);
  const nightly = { ...incident, connectionId: null, dataset: null };
  expect(await stage.store.incidentReader.relatedOf(nightly, 10)).toEqual([]);
  expect(await stage.store.incidentReader.troubledBeside(nightly, 10)).toEqual([]);
});
