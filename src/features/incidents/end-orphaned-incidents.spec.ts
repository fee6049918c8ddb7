import { openStage, type IncidentStage } from '../../../test/contract/incident-samples.ts';
import { EndOrphanedIncidentsHandler } from './end-orphaned-incidents.ts';

let stage: IncidentStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

it('resolves incidents of tests that are gone, and no others', async () => {
  const { incidents, incidentReader } = stage.store;
  const [gone, stays] = [await stage.test({ name: 'gone' }), await stage.test({ name: 'stays' })];
  for (const test of [gone, stays]) {
    await stage.verdict(test, 1, { status: 'failed' });
    await stage.verdict(test, 2, { status: 'errored' });
  }
  await stage.reviewer.review();
  await stage.tests.delete(gone.id, null);

  const clock = { now: () => new Date() };
  const handler = new EndOrphanedIncidentsHandler(incidentReader, incidents, stage.tests, clock);
  expect(await handler.execute()).toBe(1);
  const { items } = await incidentReader.list({}, { limit: 10, cursor: null });
  expect(items.map(({ subject, status }) => `${subject.name} ${status}`).sort()).toEqual([
    'gone resolved',
    'gone resolved',
    'stays open',
    'stays open',
  ]);
  expect(await handler.execute()).toBe(0);
});
