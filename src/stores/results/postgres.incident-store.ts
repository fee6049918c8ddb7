import { IncidentNotFound, VersionConflict } from '../../core/errors.ts';
import type { ExecutionId, IncidentId, TestId } from '../../core/ids.ts';
import { signalled } from '../../core/incidents/follow-signal.ts';
import type {
  Incident,
  IncidentEvent,
  IncidentKind,
  IncidentSubject,
} from '../../core/incidents/incident.ts';
import { resolved } from '../../core/incidents/incident-steps.ts';
import type {
  IncidentSignal,
  IncidentStep,
  ReviewedVerdict,
  ReviewOutcome,
  ReviewState,
  TellingStatus,
} from '../../core/incidents/reviewed.ts';
import { IncidentStore } from '../../ports/incident-store.ts';
import {
  groupKeyOf,
  incidentOf,
  rowOfEvent,
  rowOfIncident,
  rowOfTrack,
  trackOf,
  verdictOf,
  type IncidentRow,
  type PendingRow,
  type TrackRow,
} from './incident-row.ts';
import * as statements from './incident-statements.ts';
import { instantParameter, jsonParameter, textParameter } from './parameters.ts';
import type { Sql, SqlRunner } from './sql.ts';

/** What opens incidents takes one lock first, so that no two transactions open one for the same subject. */
export class PostgresIncidentStore extends IncidentStore {
  constructor(private readonly sql: Sql) {
    super();
  }

  async review(
    limit: number,
    decide: (verdicts: readonly ReviewedVerdict[], state: ReviewState) => Promise<ReviewOutcome>,
  ): Promise<number> {
    const [answer] = await this.sql.write<{ readonly othersWait: boolean }>(statements.dropPasses, []);
    if (!answer?.othersWait) return 0;
    return this.sql.transaction(async (runner) => {
      await runner.query(statements.lock);
      const verdicts = (await rowsOf<PendingRow>(runner, statements.pending, [limit])).map(verdictOf);
      if (verdicts.length === 0) return 0;
      const { tracks, droppedTracks, incidents, events } = await decide(
        verdicts,
        await stateOf(runner, [...new Set(verdicts.map(({ testId }) => testId))]),
      );
      await put(runner, statements.dropTracks, droppedTracks.map(keyOfTrack));
      await put(runner, statements.putTracks, tracks.map(rowOfTrack));
      await write(runner, incidents, events);
      await runner.query(statements.reviewed, [verdicts.map(({ executionId }) => executionId)]);
      return verdicts.length;
    });
  }

  raise(given: IncidentSignal, now: Date): Promise<IncidentId> {
    const signal = { ...given, key: textParameter(given.key) };
    return this.sql.transaction(async (runner) => {
      await runner.query(statements.lock);
      const [known] = await rowsOf<{ incident_id: IncidentId }>(runner, statements.signal, [signal.key]);
      if (known) return known.incident_id;
      const [row] = await rowsOf<IncidentRow>(runner, statements.current, [
        [signal.subject.id],
        [signal.kind],
      ]);
      const { incident, event } = signalled(row ? incidentOf(row) : null, signal, now);
      await write(runner, [incident], event ? [event] : []);
      await runner.query(statements.addSignal, [signal.key, incident.id, instantParameter(now)]);
      return incident.id;
    });
  }

  async settle(
    subject: Pick<IncidentSubject, 'type' | 'id'>,
    kind: IncidentKind,
    why: string,
    now: Date,
  ): Promise<void> {
    await this.sql.transaction(async (runner) => {
      await runner.query(statements.lock);
      await resolveAll(runner, { type: subject.type, ids: [subject.id], kind }, why, now);
    });
  }

  async forget(
    { type, ids }: Pick<IncidentSubject, 'type'> & { readonly ids: readonly string[] },
    why: string,
    now: Date,
  ): Promise<void> {
    await this.sql.transaction(async (runner) => {
      await runner.query(statements.lock);
      await runner.query(statements.forget, [ids]);
      await resolveAll(runner, { type, ids, kind: null }, why, now);
    });
  }

  change(
    id: IncidentId,
    expectedVersion: number | null,
    step: (incident: Incident) => IncidentStep | null,
  ): Promise<Incident> {
    return this.sql.transaction(async (runner) => {
      const [row] = await rowsOf<IncidentRow>(runner, statements.one, [id]);
      if (!row) throw new IncidentNotFound(id);
      if (expectedVersion !== null && expectedVersion !== row.version)
        throw new VersionConflict(expectedVersion);
      const taken = step(incidentOf(row));
      if (!taken) return incidentOf(row);
      await write(runner, [taken.incident], [taken.event]);
      return taken.incident;
    });
  }
}

/** The kinds of incidents that verdicts open. */
const REVIEWED_KINDS = ['data', 'execution'] satisfies readonly IncidentKind[];

async function stateOf(runner: SqlRunner, tests: readonly TestId[]): Promise<ReviewState> {
  const tracks = await rowsOf<TrackRow>(runner, statements.tracks, [tests]);
  const incidents = await rowsOf<IncidentRow>(runner, statements.current, [tests, REVIEWED_KINDS]);
  const seen = await rowsOf<SeenRow>(runner, statements.seen, [tests]);
  return {
    tracks: tracks.map(trackOf),
    incidents: incidents.map(incidentOf),
    seen: new Map(
      seen.map(({ test_id, queued_at, execution_id, status }) => [
        test_id,
        { queuedAt: queued_at, executionId: execution_id, status },
      ]),
    ),
  };
}

interface SeenRow {
  readonly test_id: TestId;
  readonly queued_at: Date;
  readonly execution_id: ExecutionId;
  readonly status: TellingStatus;
}

async function resolveAll(
  runner: SqlRunner,
  {
    type,
    ids,
    kind,
  }: {
    readonly type: IncidentSubject['type'];
    readonly ids: readonly string[];
    readonly kind: IncidentKind | null;
  },
  reason: string,
  now: Date,
): Promise<void> {
  const rows = await rowsOf<IncidentRow>(runner, statements.unresolved, [type, ids, kind]);
  const steps = rows.map((row) => resolved(incidentOf(row), { by: null, reason, executionId: null }, now));
  await write(
    runner,
    steps.map(({ incident }) => incident),
    steps.map(({ event }) => event),
  );
}

async function write(
  runner: SqlRunner,
  incidents: readonly Incident[],
  events: readonly IncidentEvent[],
): Promise<void> {
  await put(runner, statements.putIncidents, incidents.map(rowOfIncident));
  await put(runner, statements.addEvents, events.map(rowOfEvent));
}

async function put(runner: SqlRunner, statement: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await runner.query(statement, [jsonParameter(rows)]);
}

const keyOfTrack = ({ subjectId, kind, group }: ReviewOutcome['droppedTracks'][number]) => ({
  subject_id: subjectId,
  kind,
  group_key: groupKeyOf(group),
});

const rowsOf = async <Row>(runner: SqlRunner, statement: string, parameters: unknown[]): Promise<Row[]> =>
  (await runner.query(statement, parameters)) as Row[];
