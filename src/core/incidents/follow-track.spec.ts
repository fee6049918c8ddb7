import type { ExecutionId } from '../ids.ts';
import { failed, passed, type TrackState } from './follow-track.ts';
import type { Incident, IncidentLevel } from './incident.ts';
import { policyOf, type IncidentFields } from './incident-policy.ts';
import type { IncidentContext } from './incident-steps.ts';

const minute = (n: number) => new Date(Date.UTC(2026, 0, 31, 6, n));
const execution = (n: number) =>
  `01982f70-2b7d-7000-9d1c-0000000000${String(n).padStart(2, '0')}` as ExecutionId;

const contextOf = (
  n: number,
  level: IncidentLevel,
  group: string | null = null,
): IncidentContext & {
  readonly executionId: ExecutionId;
} => ({
  kind: level === 'error' ? 'execution' : 'data',
  subject: { type: 'test', id: '01982f6b-10a4-7d21-8f4e-6c1be2f0a712', name: 'orders keep coming' },
  group,
  connectionId: null,
  dataset: 'public.orders',
  testKind: 'volume',
  tags: ['sales'],
  owner: 'data-platform',
  severity: 'high',
  level,
  message: `${n} rows`,
  executionId: execution(n),
});

/**
 * Follows verdicts, one a minute: `p` passed, `w` warned, `f` failed, `e` could not be measured, `-` an hour passes.
 * Answers the events in short, the incidents that there were, and the marks.
 */
function follow(
  verdicts: string,
  policy: IncidentFields['incidentPolicy'] = {},
  group: string | null = null,
) {
  let state: TrackState = { recent: [], incident: null };
  let now = 0;
  const events: string[] = [];
  const incidents = new Map<string, Incident>();
  [...verdicts].forEach((verdict, i) => {
    now += verdict === '-' ? 60 : 1;
    if (verdict === '-') return;
    const rules = policyOf({ incidentPolicy: policy });
    const level = ({ w: 'warn', f: 'fail', e: 'error' } as const)[verdict];
    const change = level
      ? failed(state, contextOf(i, level, group), rules, minute(now))
      : passed(state, execution(i), rules, minute(now));
    if (change.incident) incidents.set(change.incident.id, change.incident);
    if (change.event) events.push(`${change.event.type}@${i}`);
    state = { recent: change.recent, incident: change.incident ?? state.incident };
  });
  return { events, incidents: [...incidents.values()], recent: state.recent };
}

describe('the events of a track', () => {
  it.each([
    // nothing to say
    ['ppp', {}, []],
    // opened once, resolved once
    ['ffff', {}, ['opened@0']],
    ['pffppp', {}, ['opened@1', 'resolved@3']],
    // a change of level is told, in both directions, and only then
    ['wwffwf', {}, ['opened@0', 'escalated@2', 'eased@4', 'escalated@5']],
    // two of three
    ['fpfp', { openAfter: { failures: 2, of: 3 } }, ['opened@2', 'resolved@3']],
    ['fppfpp', { openAfter: { failures: 2, of: 3 } }, []],
    ['wf', { openAfter: { failures: 2, of: 2 } }, ['opened@1']],
    // the policy may look back further than there are verdicts
    ['fff', { openAfter: { failures: 3, of: 20 } }, ['opened@2']],
    // a pass never opens, however bad the past
    ['fp', { openAfter: { failures: 1, of: 5 } }, ['opened@0', 'resolved@1']],
    // passes in a row
    ['fpfppp', { resolveAfter: 3 }, ['opened@0', 'resolved@5']],
    // back within the hour, or later
    ['fpf', {}, ['opened@0', 'resolved@1', 'reopened@2']],
    ['fp-f', {}, ['opened@0', 'resolved@1', 'opened@3']],
    ['fp-f', { reopenWithin: '2h' }, ['opened@0', 'resolved@1', 'reopened@3']],
    ['fpf', { reopenWithin: '30s' }, ['opened@0', 'resolved@1', 'opened@2']],
    ['fpfpwf', {}, ['opened@0', 'resolved@1', 'reopened@2', 'resolved@3', 'reopened@4', 'escalated@5']],
    // what could not be measured
    ['eep', {}, ['opened@0', 'resolved@2']],
  ] as const)('%s by %j: %j', (verdicts, policy, events) => {
    expect(follow(verdicts, policy).events).toEqual(events);
  });
});

describe('the incident of a track', () => {
  it('counts its failures, its passes and how often it came back', () => {
    const { incidents } = follow('ffwpfpp', { resolveAfter: 2 });
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({
      version: 7,
      status: 'resolved',
      level: 'fail',
      message: '4 rows',
      failures: 4,
      passes: 2,
      reopened: 0,
      openedAt: minute(1),
      updatedAt: minute(7),
      resolvedAt: minute(7),
      firstExecutionId: execution(0),
      lastExecutionId: execution(6),
    });
    expect(follow('fpfpf').incidents).toMatchObject([
      { status: 'open', reopened: 2, failures: 3, passes: 0, resolvedAt: null, openedAt: minute(1) },
    ]);
  });

  it('is another one when the failure comes late', () => {
    const { incidents } = follow('fp-f');
    expect(incidents.map(({ status, failures }) => [status, failures])).toEqual([
      ['resolved', 1],
      ['open', 1],
    ]);
  });

  it('is the same for whoever follows the same verdicts again', () => {
    expect(follow('wfpf')).toEqual(follow('wfpf'));
  });

  it('keeps its mute, its assignee and who acknowledged it while it lasts', () => {
    const { incident } = failed(
      { recent: [], incident: null },
      contextOf(0, 'warn'),
      policyOf({}),
      minute(1),
    );
    const cared: Incident = {
      ...incident!,
      status: 'acknowledged',
      assignee: 'Grace',
      mutedUntil: minute(600),
    };
    const worse = failed(
      { recent: ['warn'], incident: cared },
      contextOf(1, 'fail'),
      policyOf({}),
      minute(2),
    );
    expect(worse).toMatchObject({
      incident: { status: 'acknowledged', assignee: 'Grace', mutedUntil: minute(600), level: 'fail' },
      event: { type: 'escalated', by: null, reason: 'it warned before and fails now', level: 'fail' },
    });
    const over = passed({ recent: [], incident: worse.incident }, execution(2), policyOf({}), minute(3));
    const back = failed(
      { recent: [], incident: over.incident },
      contextOf(3, 'fail'),
      policyOf({}),
      minute(4),
    );
    expect(back.incident).toMatchObject({ status: 'open', assignee: 'Grace', mutedUntil: minute(600) });
  });

  it('never goes back in time', () => {
    const first = failed({ recent: [], incident: null }, contextOf(0, 'fail'), policyOf({}), minute(9));
    const over = passed({ recent: [], incident: first.incident }, execution(1), policyOf({}), minute(3));
    expect(over).toMatchObject({
      incident: { updatedAt: minute(9), resolvedAt: minute(9) },
      event: { at: minute(9) },
    });
    expect(over.event!.id > first.event!.id).toBe(true);
  });
});

it('tells why, in words', () => {
  const reasons = (
    verdicts: string,
    policy: IncidentFields['incidentPolicy'],
    group: string | null = null,
  ) => {
    let state: TrackState = { recent: [], incident: null };
    return [...verdicts].flatMap((verdict, i) => {
      const rules = policyOf({ incidentPolicy: policy });
      const level = ({ w: 'warn', f: 'fail', e: 'error' } as const)[verdict];
      const change = level
        ? failed(state, contextOf(i, level, group), rules, minute(i))
        : passed(state, execution(i), rules, minute(i));
      state = { recent: change.recent, incident: change.incident ?? state.incident };
      return change.event ? [change.event.reason] : [];
    });
  };
  expect(reasons('fpf', {})).toEqual([
    'the test failed',
    'the test passed',
    'the test failed, soon after the resolution',
  ]);
  expect(reasons('wpwpp', { openAfter: { failures: 2, of: 5 }, resolveAfter: 2 })).toEqual([
    '2 of the last 3 verdicts were bad',
    'the test passed 2 times in a row',
  ]);
  expect(reasons('wp', {}, 'country = CH')).toEqual(['the group warned', 'the group passed or was gone']);
  expect(reasons('ep', {})).toEqual(['the test could not be measured', 'the test was measured']);
});
