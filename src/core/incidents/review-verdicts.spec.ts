import { someTest } from '../../../test/support/records.ts';
import type { ExecutionId, TestId } from '../ids.ts';
import type { QualityTest } from '../quality-test.ts';
import { reviewVerdicts } from './review-verdicts.ts';
import type { ReviewedVerdict, ReviewOutcome, ReviewState } from './reviewed.ts';

const minute = (n: number) => new Date(Date.UTC(2026, 0, 31, 6, n));
const nothing: ReviewState = { tracks: [], incidents: [], seen: new Map() };
const test = someTest({ tags: ['sales'], owner: 'finance', severity: 'critical' });
const byId = (...tests: readonly QualityTest[]) => new Map(tests.map((one) => [one.id, one]));

/** The verdict on an execution that was queued at minute `n`. */
const verdict = (
  n: number,
  status: ReviewedVerdict['status'],
  fields: Partial<ReviewedVerdict> = {},
): ReviewedVerdict => ({
  executionId: `01982f70-2b7d-7000-9d1c-0000000000${String(n).padStart(2, '0')}` as ExecutionId,
  queuedAt: minute(n),
  finishedAt: minute(n),
  testId: test.id,
  testName: 'an old name',
  kind: 'volume',
  connectionId: test.connectionId,
  dataset: 'public.orders',
  tags: [],
  status,
  message: `${n} rows`,
  groups: null,
  ...fields,
});
const bad = (group: string, status: 'warned' | 'failed' = 'failed') => ({
  group,
  status,
  message: `in ${group}`,
});

const told = ({ events, incidents }: ReviewOutcome) =>
  events.map(({ type, incidentId }) => {
    const { kind, group } = incidents.find(({ id }) => id === incidentId)!;
    return [type, kind, group].filter((word) => word !== null).join(' ');
  });

/** The state that an outcome leaves behind. */
const after = ({ tracks, incidents }: ReviewOutcome, before: ReviewState = nothing): ReviewState => {
  const changed = new Set(incidents.map(({ id }) => id));
  const key = ({ subjectId, kind, group }: (typeof tracks)[number]) =>
    JSON.stringify([subjectId, kind, group]);
  const written = new Set(tracks.map(key));
  return {
    tracks: [...before.tracks.filter((track) => !written.has(key(track))), ...tracks],
    incidents: [...before.incidents.filter(({ id }) => !changed.has(id)), ...incidents],
    seen: new Map(),
  };
};
const review = (verdicts: readonly ReviewedVerdict[], state = nothing, tests = byId(test)) =>
  reviewVerdicts(verdicts, state, tests, minute(59));

it('takes name, owner, tags and severity from the test as it is now', () => {
  const { incidents } = review([verdict(1, 'failed')]);
  expect(incidents).toMatchObject([
    {
      kind: 'data',
      level: 'fail',
      subject: { type: 'test', id: test.id, name: test.name },
      testKind: 'volume',
      owner: 'finance',
      tags: ['sales'],
      severity: 'critical',
      message: '1 rows',
    },
  ]);
  expect(review([verdict(1, 'failed', { testId: plain.id })], nothing, byId(plain)).incidents).toMatchObject([
    { severity: 'medium', owner: null },
  ]);
});
const plain = someTest();

it('holds what could not be measured apart from what was found', () => {
  const first = review([verdict(1, 'failed'), verdict(2, 'errored'), verdict(3, 'errored')]);
  expect(told(first)).toEqual(['opened data', 'opened execution']);
  // no verdict about the data: its incident stays as it is
  expect(first.incidents.map(({ kind, level, failures, passes }) => [kind, level, failures, passes])).toEqual(
    [
      ['data', 'fail', 1, 0],
      ['execution', 'error', 2, 0],
    ],
  );
  // what was measured, whatever was found, is good news about the measuring
  const second = review([verdict(4, 'warned')], after(first));
  expect(told(second).sort()).toEqual(['eased data', 'resolved execution']);
  expect(told(review([verdict(5, 'passed')], after(second, after(first))))).toEqual(['resolved data']);
});

it('opens and resolves within one batch', () => {
  const { incidents, events } = review([verdict(1, 'failed'), verdict(2, 'passed')]);
  expect(events.map(({ type }) => type)).toEqual(['opened', 'resolved']);
  expect(incidents).toMatchObject([{ status: 'resolved', version: 2 }]);
  expect(events[0]!.id < events[1]!.id).toBe(true);
});

describe('a verdict that comes late', () => {
  it('changes nothing after a newer one', () => {
    expect(told(review([verdict(2, 'passed'), verdict(1, 'failed')]))).toEqual([]);
    const open = review([verdict(5, 'failed')]);
    expect(review([verdict(4, 'passed')], after(open))).toEqual({
      tracks: [],
      droppedTracks: [],
      incidents: [],
      events: [],
    });
  });

  it('changes nothing where the newer one left no track', () => {
    const { executionId, queuedAt } = verdict(2, 'passed');
    const state = (status: 'passed' | 'errored'): ReviewState => ({
      ...nothing,
      seen: new Map([[test.id, { executionId, queuedAt, status }]]),
    });
    expect(told(review([verdict(1, 'failed')], state('passed')))).toEqual([]);
    // the newer one said nothing about the data
    expect(told(review([verdict(1, 'failed')], state('errored')))).toEqual(['opened data']);
    expect(told(review([verdict(1, 'errored')], state('errored')))).toEqual([]);
  });

  it('still tells of the data when the newer one could not be measured', () => {
    expect(told(review([verdict(2, 'errored'), verdict(1, 'failed')]))).toEqual([
      'opened execution',
      'opened data',
    ]);
    // but it does not end the newer trouble
    expect(told(review([verdict(2, 'errored'), verdict(1, 'passed')]))).toEqual(['opened execution']);
  });
});

describe('a grouped test', () => {
  const grouped = (n: number, ...groups: readonly ReturnType<typeof bad>[]) =>
    verdict(n, groups.some(({ status }) => status === 'failed') ? 'failed' : 'warned', { groups });

  it('has an incident for each group that is bad, and one that passes or is gone has ended', () => {
    const first = review([grouped(1, bad('country = CH'), bad('country = DE', 'warned'))]);
    expect(told(first)).toEqual(['opened data country = CH', 'opened data country = DE']);
    expect(first.incidents.map(({ level, message }) => [level, message])).toEqual([
      ['fail', 'in country = CH'],
      ['warn', 'in country = DE'],
    ]);
    const second = review([grouped(2, bad('country = DE'))], after(first));
    expect(told(second)).toEqual(['resolved data country = CH', 'escalated data country = DE']);
  });

  it('fails as a whole where no group does', () => {
    const first = review([verdict(1, 'failed', { groups: [] })]);
    expect(told(first)).toEqual(['opened data']);
    expect(told(review([grouped(2, bad('country = CH'))], after(first)))).toEqual([
      'resolved data',
      'opened data country = CH',
    ]);
  });
});

describe('a test that is gone', () => {
  it('ends its incidents', () => {
    const open = review([verdict(1, 'failed'), verdict(2, 'errored')]);
    const outcome = review([verdict(3, 'failed')], after(open), new Map<TestId, QualityTest>());
    expect(told(outcome).sort()).toEqual(['resolved data', 'resolved execution']);
    expect(outcome.events.map(({ reason }) => reason)).toEqual([
      'the test was deleted',
      'the test was deleted',
    ]);
    expect(outcome.tracks).toEqual([]);
    expect(outcome.droppedTracks).toHaveLength(2);
  });

  it('opens none', () => {
    expect(told(review([verdict(1, 'failed')], nothing, new Map()))).toEqual([]);
  });
});

describe('tracks', () => {
  it('are kept for what failed, and forgotten when it has done well for long', () => {
    let state = after(review([verdict(1, 'failed')]));
    const first = review([verdict(2, 'passed')], state);
    expect(first.tracks).toMatchObject([{ kind: 'data', group: null, recent: ['fail', 'ok'] }]);
    state = after(first, state);
    for (let n = 3; n <= 21; n++) state = after(review([verdict(n, 'passed')], state), state);
    const last = review([verdict(22, 'passed')], { ...state, tracks: state.tracks.slice(-1) });
    expect([last.tracks, last.droppedTracks.length]).toEqual([[], 1]);
  });

  it('do not begin with a pass', () => {
    const over = review([verdict(1, 'failed'), verdict(2, 'passed')]);
    const later = review([verdict(3, 'passed')], { ...after(over), tracks: [] });
    expect(later).toEqual({ tracks: [], droppedTracks: [], incidents: [], events: [] });
  });
});
