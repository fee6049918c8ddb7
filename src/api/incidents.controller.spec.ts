import { adminKeyHolder } from '../../test/support/stub-access.ts';
import { startStubApi, stub, type StubApi } from '../../test/support/stub-api.ts';
import { IncidentNotFound, IncidentResolved, MalformedCursor, VersionConflict } from '../core/errors.ts';
import type { ExecutionId, IncidentEventId, IncidentId, TestId } from '../core/ids.ts';
import type { Incident } from '../core/incidents/incident.ts';
import { ChangeIncident } from '../features/incidents/change-incident.ts';
import { GetIncident, type IncidentView } from '../features/incidents/get-incident.ts';
import { ListIncidents } from '../features/incidents/list-incidents.ts';
import { exampleIds } from './schemas/example-values.ts';
import { incidentAnswer, incidentDetail, incidentList } from './schemas/incidents.ts';

const instant = '2026-01-31T06:00:00.871Z';
const at = new Date(instant);
const id = exampleIds.incident as IncidentId;
const incident: Incident = {
  id,
  version: 3,
  kind: 'data',
  subject: { type: 'test', id: exampleIds.volumeTest, name: 'orders keep coming' },
  group: 'country = CH',
  connectionId: null,
  dataset: 'public.orders',
  testKind: 'volume',
  tags: ['sales'],
  owner: null,
  severity: 'high',
  level: 'fail',
  status: 'open',
  openedAt: at,
  updatedAt: at,
  resolvedAt: null,
  mutedUntil: at,
  assignee: null,
  message: '912 rows',
  firstExecutionId: exampleIds.execution as ExecutionId,
  lastExecutionId: null,
  failures: 2,
  passes: 0,
  reopened: 0,
};
const answer = { ...incident, openedAt: instant, updatedAt: instant, mutedUntil: instant };
const view: IncidentView = {
  incident,
  timeline: {
    total: 7,
    events: [
      {
        id: exampleIds.incidentEvent as IncidentEventId,
        incidentId: id,
        at,
        type: 'opened',
        by: null,
        reason: 'the group failed',
        executionId: exampleIds.execution as ExecutionId,
        level: 'fail',
        details: { message: '912 rows' },
      },
    ],
  },
  related: {
    incidents: [incident],
    tests: [
      {
        testId: exampleIds.freshnessTest as TestId,
        testName: 'orders are fresh',
        executionId: exampleIds.execution as ExecutionId,
        status: 'warned',
        message: '3 h old',
        finishedAt: at,
      },
    ],
  },
};

const other = '01982f70-2f10-7b41-a2c3-4d5e6f708193';
let api: StubApi;
beforeAll(async () => {
  api = await startStubApi([
    stub(ListIncidents, ({ page }) => {
      if (page.cursor === 'bad') throw new MalformedCursor();
      return { items: [incident], nextCursor: 'next' };
    }),
    stub(GetIncident, (query) => {
      if (query.id !== id) throw new IncidentNotFound(query.id);
      return view;
    }),
    stub(ChangeIncident, (command) => {
      if (command.expectedVersion === 2) throw new VersionConflict(2);
      if (command.id !== id) throw new IncidentResolved(command.id);
      return incident;
    }),
  ]);
});
afterAll(() => api.close());

describe('GET /v1/incidents', () => {
  it('lists', async () => {
    const { status, json } = await api.send('GET', '/v1/incidents');
    expect(status).toBe(200);
    expect(json).toEqual({ items: [answer], nextCursor: 'next' });
    expect(incidentList.strict().safeParse(json).error).toBeUndefined();
  });

  it.each([
    ['', {}, { limit: 50, cursor: null }],
    [
      '?status=open&status=acknowledged&kind=data&severity=high&limit=7&cursor=abc',
      { status: ['open', 'acknowledged'], kind: ['data'], severity: ['high'] },
      { limit: 7, cursor: 'abc' },
    ],
    [
      `?testId=${exampleIds.volumeTest.toUpperCase()}&connectionId=${exampleIds.connection}&dataset=public.orders&assignee=Grace`,
      {
        testId: exampleIds.volumeTest,
        connectionId: exampleIds.connection,
        dataset: 'public.orders',
        assignee: 'Grace',
      },
      { limit: 50, cursor: null },
    ],
    [
      '?from=2026-01-31T00:00:00Z&to=2026-02-01T00:00:00%2B01:00',
      { from: new Date('2026-01-31T00:00:00Z'), to: new Date('2026-01-31T23:00:00Z') },
      { limit: 50, cursor: null },
    ],
  ])('asks for %j', async (query, filter, page) => {
    expect((await api.send('GET', `/v1/incidents${query}`)).status).toBe(200);
    expect(api.messages.at(-1)).toEqual(new ListIncidents(filter as ListIncidents['filter'], page));
  });

  it.each([
    ['status=closed', 422, 'status.0'],
    ['kind=test', 422, 'kind.0'],
    ['severity=urgent', 422, 'severity.0'],
    ['testId=x', 422, 'testId'],
    ['from=yesterday', 422, 'from'],
    ['from=2026-01-31T00:00:00Z&to=2026-01-31T00:00:00Z', 422, 'to'],
    ['colour=red', 422, 'colour'],
    ['cursor=bad', 400, 'cursor'],
  ])('refuses ?%s', async (query, status, path) => {
    const reply = await api.send('GET', `/v1/incidents?${query}`);
    expect(reply).toMatchObject({ status, json: { errors: [{ path }] } });
  });
});

describe('GET /v1/incidents/:id', () => {
  it('shows all of it', async () => {
    const { status, json, headers } = await api.send('GET', `/v1/incidents/${id}`);
    expect([status, headers.get('etag')]).toEqual([200, '"3"']);
    const { incidentId: _, ...event } = view.timeline.events[0]!;
    expect(json).toEqual({
      ...answer,
      timeline: { total: 7, events: [{ ...event, at: instant }] },
      related: { incidents: [answer], tests: [{ ...view.related.tests[0], finishedAt: instant }] },
    });
    expect(incidentDetail.strict().safeParse(json).error).toBeUndefined();
  });

  it('says when there is none', async () => {
    expect(await api.send('GET', `/v1/incidents/${other}`)).toMatchObject({
      status: 404,
      json: { code: 'INCIDENT_NOT_FOUND' },
    });
    expect(await api.send('GET', '/v1/incidents/7')).toMatchObject({
      status: 422,
      json: { errors: [{ path: 'id' }] },
    });
  });
});

describe('POST /v1/incidents/:id/…', () => {
  const by = adminKeyHolder.name;
  const silent = { by, reason: null };
  const forAda = { by, onBehalfOf: 'Ada', reason: null };
  const until = '2026-02-02T08:00:00+01:00';
  it.each([
    ['acknowledge', undefined, { action: 'acknowledge' }, silent],
    ['acknowledge', {}, { action: 'acknowledge' }, silent],
    [
      'acknowledge',
      { by: ' Ada ', reason: 'known' },
      { action: 'acknowledge' },
      { ...forAda, reason: 'known' },
    ],
    ['acknowledge', { by }, { action: 'acknowledge' }, silent],
    ['assign', { assignee: 'Grace' }, { action: 'assign', assignee: 'Grace' }, silent],
    ['assign', { assignee: null, by: 'Ada' }, { action: 'assign', assignee: null }, forAda],
    ['comment', { text: 'hm', by: 'Ada' }, { action: 'comment', text: 'hm' }, forAda],
    ['mute', { until }, { action: 'mute', until: new Date(until) }, silent],
    ['mute', { for: '8h' }, { action: 'mute', forMs: 28_800_000 }, silent],
    ['unmute', undefined, { action: 'unmute' }, silent],
    ['resolve', { reason: 'corrected' }, { action: 'resolve' }, { by, reason: 'corrected' }],
  ] as const)('%s %j', async (action, body, change, hand) => {
    const reply = await api.send('POST', `/v1/incidents/${id}/${action}`, body);
    expect([reply.status, reply.json, reply.headers.get('etag')]).toEqual([200, answer, '"3"']);
    expect(incidentAnswer.strict().safeParse(reply.json).error).toBeUndefined();
    expect(api.messages.at(-1)).toEqual(new ChangeIncident(id, null, change, hand));
  });

  it.each([
    ['acknowledge', { by: '' }, 'by', 'must not be empty'],
    ['acknowledge', { name: 'Ada' }, 'name', 'is not known'],
    ['assign', {}, 'assignee', 'is required'],
    ['assign', { assignee: ' ' }, 'assignee', 'must not be empty'],
    ['comment', {}, 'text', 'is required'],
    ['mute', {}, 'until', 'give either until or for'],
    ['mute', { for: '1h', until }, 'until', 'give either until or for'],
    ['mute', { for: '5s' }, 'for', 'must be at least 1m'],
    [
      'mute',
      { until: 'tomorrow' },
      'until',
      'must be an instant with its zone, such as 2026-01-31T06:00:00Z',
    ],
    ['resolve', { reason: 7 }, 'reason', 'must be a text, not a number'],
  ])('%s refuses %j', async (action, body, path, message) => {
    const reply = await api.send('POST', `/v1/incidents/${id}/${action}`, body);
    expect(reply).toMatchObject({ status: 422, json: { errors: [{ path, message }] } });
  });

  it('insists on a version when it is given, and says what makes no sense', async () => {
    const send = (path: string, ifMatch: string) =>
      api.send('POST', `/v1/incidents/${path}`, {}, { 'If-Match': ifMatch });
    expect(await send(`${id}/resolve`, '"2"')).toMatchObject({
      status: 409,
      json: { code: 'VERSION_CONFLICT' },
    });
    expect(await send(`${id}/resolve`, 'two')).toMatchObject({
      status: 400,
      json: { code: 'MALFORMED_IF_MATCH' },
    });
    expect(await send(`${other}/acknowledge`, '*')).toMatchObject({
      status: 409,
      json: { code: 'INCIDENT_RESOLVED', detail: `incident ${other} is resolved` },
    });
  });
});
