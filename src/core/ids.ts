import { v5, v7, validate } from 'uuid';

declare const brand: unique symbol;
type Branded<B extends string> = string & { readonly [brand]: B };

export type ConnectionId = Branded<'connection'>;
export type TestId = Branded<'test'>;
export type RunId = Branded<'run'>;
export type ExecutionId = Branded<'execution'>;
export type AuditEntryId = Branded<'auditEntry'>;
export type ScheduleId = Branded<'schedule'>;
export type IncidentId = Branded<'incident'>;
export type IncidentEventId = Branded<'incidentEvent'>;
export type ChannelId = Branded<'channel'>;
export type AlertRuleId = Branded<'alertRule'>;
export type AlertThreadId = Branded<'alertThread'>;
export type DeliveryId = Branded<'delivery'>;
export type UserId = Branded<'user'>;
export type ApiKeyId = Branded<'apiKey'>;

export const newConnectionId = (now: Date): ConnectionId => v7({ msecs: now.getTime() }) as ConnectionId;
export const newTestId = (now: Date): TestId => v7({ msecs: now.getTime() }) as TestId;
export const newRunId = (now: Date): RunId => v7({ msecs: now.getTime() }) as RunId;
/** Of one millisecond, ids with a lower `seq` come first. */
export const newAuditEntryId = (now: Date, seq = 0): AuditEntryId =>
  v7({ msecs: now.getTime(), seq }) as AuditEntryId;
export const newScheduleId = (now: Date): ScheduleId => v7({ msecs: now.getTime() }) as ScheduleId;
export const newIncidentEventId = (now: Date): IncidentEventId =>
  v7({ msecs: now.getTime() }) as IncidentEventId;
export const newChannelId = (now: Date): ChannelId => v7({ msecs: now.getTime() }) as ChannelId;
export const newAlertRuleId = (now: Date): AlertRuleId => v7({ msecs: now.getTime() }) as AlertRuleId;
export const newAlertThreadId = (now: Date): AlertThreadId => v7({ msecs: now.getTime() }) as AlertThreadId;
export const newDeliveryId = (now: Date): DeliveryId => v7({ msecs: now.getTime() }) as DeliveryId;
export const newUserId = (now: Date): UserId => v7({ msecs: now.getTime() }) as UserId;
export const newApiKeyId = (now: Date): ApiKeyId => v7({ msecs: now.getTime() }) as ApiKeyId;

const USERS = '0f6f3a51-52a9-4a35-9c3b-6b1f2f7d8e90';

/** The id of the user whom the link of the first start makes: there is one, however many links were printed. */
export const firstUserId = v5('first', USERS) as UserId;
/** The id of a user for whom an identity provider vouches: the same at every sign-in. */
export const providedUserId = (issuer: string, subject: string): UserId =>
  v5(JSON.stringify([issuer, subject]), USERS) as UserId;

/** Tells one holder of a lease from another. */
export const newLeaseToken = (now: Date): string => v7({ msecs: now.getTime() });

const SCHEDULES = '0e7c4a0b-6f8e-5b1d-8c55-2d5f3a9e7b46';

/** The id of the schedule that the platform keeps for a test. */
export const scheduleIdOfTest = (testId: TestId): ScheduleId => v5(testId, SCHEDULES) as ScheduleId;

const RUNS = 'c1a5b7de-3f04-4c7e-9a58-7d1f6e2b9c83';

/**
 * The id of the run of a dataset at a planned time. It follows from its inputs, so that whoever makes that run makes the
 * same one, and it carries the time.
 */
export const runIdOf = (connectionId: ConnectionId, dataset: string, at: Date): RunId =>
  idFrom(`${connectionId}/${at.getTime()}/${dataset}`, RUNS, at) as RunId;

const EXECUTIONS = '5f0c2f0e-7a39-4f0e-9d3c-9a4f6f0b8a11';

/**
 * The id of one test's execution inside a run. It follows from its inputs, so that writing the same run
 * twice writes the same executions, and it carries the run's time (see `timeOfId`).
 */
export const executionIdOf = (runId: RunId, testId: TestId): ExecutionId =>
  idFrom(`${runId}/${testId}`, EXECUTIONS, timeOfId(runId)) as ExecutionId;

const INCIDENTS = '0b7f7f5e-4a51-4c1f-9d0e-6f2d1c7a3e52';

/** The id of the incident that `seed` opens at `now`: whoever opens it anew after a crash makes the same one. */
export const incidentIdOf = (seed: string, now: Date): IncidentId =>
  idFrom(seed, INCIDENTS, now) as IncidentId;

/**
 * The id of the event that made an incident's version. Events of one incident sort as they happened, also within a
 * millisecond.
 */
export function incidentEventIdOf(incidentId: IncidentId, version: number, at: Date): IncidentEventId {
  const random = v5(`${incidentId}/${version}`, INCIDENTS, new Uint8Array(16));
  return v7({ msecs: at.getTime(), random, seq: version }) as IncidentEventId;
}

function idFrom(name: string, namespace: string, at: Date): string {
  const random = v5(name, namespace, new Uint8Array(16));
  // Version 7 takes its last 42 bits from `random` and 32 from `seq`: both must come from the inputs to keep ids apart.
  const seq = new DataView(random.buffer).getUint32(0);
  return v7({ msecs: at.getTime(), random, seq });
}

/** The instant, in whole milliseconds, that an id (UUID version 7, RFC 9562) carries. */
export function timeOfId(id: RunId | ExecutionId | AuditEntryId): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

export const isId = (text: string): boolean => validate(text);
