import type { IncidentId } from '../../core/ids.ts';
import { severities, type Incident, type IncidentEvent } from '../../core/incidents/incident.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import {
  IncidentReader,
  type IncidentFilter,
  type IncidentNumbers,
  type TroubledTest,
} from '../../ports/incident-reader.ts';
import { cursorOf, idIn } from './incident-cursor.ts';
import { eventOf, INCIDENT_COLUMNS, incidentOf, type EventRow, type IncidentRow } from './incident-row.ts';
import { instantParameter, textParameter } from './parameters.ts';
import type { Parameter, Sql } from './sql.ts';

export class PostgresIncidentReader extends IncidentReader {
  constructor(private readonly sql: Sql) {
    super();
  }

  async get(id: IncidentId): Promise<Incident | null> {
    const [row] = await this.sql.rows<IncidentRow>(get, [id]);
    return row ? incidentOf(row) : null;
  }

  async list(filter: IncidentFilter, page: PageRequest): Promise<Page<Incident>> {
    const { where, parameters } = conditionsOf(filter, page.cursor);
    const rows = await this.sql.rows<IncidentRow>(
      `SELECT ${INCIDENT_COLUMNS} FROM plumbline.incidents
        WHERE ${where} ORDER BY id DESC LIMIT $${parameters.length + 1}`,
      [...parameters, page.limit + 1],
    );
    const items = rows.slice(0, page.limit).map(incidentOf);
    const last = items.at(-1);
    return { items, nextCursor: last && rows.length > page.limit ? cursorOf(last.id) : null };
  }

  async timeline(
    id: IncidentId,
    limit: number,
  ): Promise<{ readonly events: readonly IncidentEvent[]; readonly total: number }> {
    const [rows, [counted]] = await Promise.all([
      this.sql.rows<EventRow>(timeline, [id, limit]),
      this.sql.rows<{ readonly total: number }>(countEvents, [id]),
    ]);
    return { events: rows.map(eventOf).reverse(), total: counted?.total ?? 0 };
  }

  async relatedOf({ id, connectionId, dataset }: Incident, limit: number): Promise<readonly Incident[]> {
    if (connectionId === null || dataset === null) return [];
    const rows = await this.sql.rows<IncidentRow>(related, [id, connectionId, dataset, limit]);
    return rows.map(incidentOf);
  }

  async troubledBeside(
    { subject, connectionId, dataset }: Incident,
    limit: number,
  ): Promise<readonly TroubledTest[]> {
    if (connectionId === null || dataset === null) return [];
    return this.sql.rows<TroubledTest>(troubled, [subject.id, connectionId, dataset, limit]);
  }

  async numbers(): Promise<IncidentNumbers> {
    const [row] = await this.sql.rows<NumbersRow>(numbers);
    return {
      open: { critical: 0, high: 0, medium: 0, low: 0, ...row?.open },
      acknowledged: row?.acknowledged ?? 0,
      oldestOpenedAt: row?.oldestOpenedAt ?? null,
    };
  }
}

interface NumbersRow {
  readonly open: IncidentNumbers['open'];
  readonly acknowledged: number;
  readonly oldestOpenedAt: Date | null;
}

/** A filter and a cursor as a WHERE clause with its parameters. Throws `MalformedCursor`. */
function conditionsOf(filter: IncidentFilter, cursor: string | null) {
  const parameters: Parameter[] = [];
  const conditions: string[] = ['true'];
  const add = (parameter: Parameter | undefined, condition: (placeholder: string) => string) => {
    if (parameter === undefined) return;
    parameters.push(parameter);
    conditions.push(condition(`$${parameters.length}`));
  };
  const text = (value: string | undefined) => (value === undefined ? undefined : textParameter(value));

  add(filter.status, (p) => `status = ANY (${p}::text[])`);
  add(filter.kind, (p) => `kind = ANY (${p}::text[])`);
  add(filter.severity, (p) => `severity = ANY (${p}::text[])`);
  add(filter.testId, (p) => `subject_type = 'test' AND subject_id = ${p}::uuid`);
  add(filter.connectionId, (p) => `connection_id = ${p}::uuid`);
  add(text(filter.dataset), (p) => `dataset = ${p}`);
  add(text(filter.assignee), (p) => `assignee = ${p}`);
  add(filter.from && instantParameter(filter.from), (p) => `opened_at >= ${p}::timestamptz`);
  add(filter.to && instantParameter(filter.to), (p) => `opened_at < ${p}::timestamptz`);
  add(cursor === null ? undefined : idIn(cursor), (p) => `id < ${p}::uuid`);
  // lets the small index of what is not resolved serve
  if (filter.status && !filter.status.includes('resolved')) conditions.push(`status <> 'resolved'`);
  return { where: conditions.join(' AND '), parameters };
}

const get = {
  name: 'incidents.get',
  text: `SELECT ${INCIDENT_COLUMNS} FROM plumbline.incidents WHERE id = $1::uuid`,
};

/** $1 incident, $2 limit; newest first. */
const timeline = {
  name: 'incidents.timeline',
  text: `SELECT id, incident_id, at, type, by, reason, execution_id, level, details
           FROM plumbline.incident_events WHERE incident_id = $1::uuid ORDER BY id DESC LIMIT $2`,
};

const countEvents = {
  name: 'incidents.countEvents',
  text: `SELECT count(*)::int AS total FROM plumbline.incident_events WHERE incident_id = $1::uuid`,
};

/** $1 incident, $2 connection, $3 dataset, $4 limit. */
const related = {
  name: 'incidents.related',
  text: `SELECT ${INCIDENT_COLUMNS} FROM plumbline.incidents
          WHERE dataset = $3 AND connection_id = $2::uuid AND status <> 'resolved' AND id <> $1::uuid
          ORDER BY id DESC LIMIT $4`,
};

/** $1 test, $2 connection, $3 dataset, $4 limit. */
const troubled = {
  name: 'incidents.troubled',
  text: `SELECT test_id AS "testId", test_name AS "testName", execution_id AS "executionId", status, message,
                finished_at AS "finishedAt"
           FROM plumbline.latest_verdicts
          WHERE dataset = $3 AND connection_id = $2::uuid AND status IN ('warned', 'failed', 'errored')
            AND test_id <> $1::uuid
          ORDER BY finished_at DESC, test_id LIMIT $4`,
};

const numbers = {
  name: 'incidents.numbers',
  text: `SELECT jsonb_build_object(${severities
    .map((severity) => `'${severity}', count(*) FILTER (WHERE status = 'open' AND severity = '${severity}')`)
    .join(', ')}) AS open,
                count(*) FILTER (WHERE status = 'acknowledged')::int AS acknowledged,
                min(opened_at) AS "oldestOpenedAt"
           FROM plumbline.incidents WHERE status <> 'resolved'`,
};
