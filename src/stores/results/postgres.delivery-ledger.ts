import type { ChannelHealth, Delivery, DeliveryReport } from '../../core/alerting/delivery.ts';
import type { ChannelId, DeliveryId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import {
  DeliveryLedger,
  type AttemptEnd,
  type ClaimAnswer,
  type DeliveryClaim,
  type DeliveryFilter,
  type DeliveryKey,
} from '../../ports/delivery-ledger.ts';
import { cursorAfterDelivery, deliveryConditions } from './delivery-conditions.ts';
import {
  alertOf,
  attemptOf,
  deliveryOf,
  type DeliveryRow,
  type StoredAlert,
  type StoredAttempt,
} from './delivery-row.ts';
import * as statements from './delivery-statements.ts';
import { jsonParameter, textParameter } from './parameters.ts';
import type { Sql, SqlRunner } from './sql.ts';

/** How long a message that another worker sends waits before it looks again. */
const TURN_MS = 2000;
/** As long as one that another one goes before, at most; the longer it has waited, the longer it waits. */
const LONGEST_TURN_MS = 60_000;
const turnMs = (ageMs: number) => Math.round(Math.min(Math.max(ageMs / 4, TURN_MS), LONGEST_TURN_MS));

export class PostgresDeliveryLedger extends DeliveryLedger {
  constructor(private readonly sql: Sql) {
    super();
  }

  claim(id: DeliveryId, leaseMs: number): Promise<ClaimAnswer> {
    return this.sql.transaction(async (runner) => {
      const [row] = (await runner.query(statements.lockForClaim, [id])) as ClaimRow[];
      if (!row || row.finished_at !== null) return { kind: 'finished' };
      if (row.lease_ms !== null && row.lease_ms > 0)
        return { kind: 'later', delayMs: Math.min(TURN_MS, Math.ceil(row.lease_ms)) };
      if (row.is_orphan) {
        await runner.query(statements.drop, [id, 'the message that this one goes on with was not sent']);
        return { kind: 'finished' };
      }
      return row.must_wait ? { kind: 'later', delayMs: turnMs(row.age_ms) } : begin(runner, row, leaseMs);
    });
  }

  async record({ id, attempt }: DeliveryClaim, end: AttemptEnd): Promise<boolean> {
    const rows = await this.sql.write(statements.record, [
      id,
      attempt,
      end.kind === 'again' ? 'queued' : end.kind,
      end.kind === 'sent' ? 'sent' : end.outcome,
      textParameter(end.answer),
      end.kind === 'sent' ? jsonParameter(end.external) : null,
    ]);
    return rows.length > 0;
  }

  async drop(id: DeliveryId, why: string): Promise<void> {
    await this.sql.rows(statements.drop, [id, why]);
  }

  async retry(id: DeliveryId): Promise<boolean> {
    return (await this.sql.write(statements.retry, [id])).length > 0;
  }

  strays(forMs: number, limit: number): Promise<readonly DeliveryKey[]> {
    return this.sql.write<DeliveryKey>(statements.strays, [forMs, limit]);
  }

  async get(id: DeliveryId): Promise<DeliveryReport | null> {
    const [row] = await this.sql.rows<
      DeliveryRow & { readonly content: StoredAlert; readonly log: readonly StoredAttempt[] }
    >(statements.get, [id]);
    return row ? { ...deliveryOf(row), content: alertOf(row.content), log: row.log.map(attemptOf) } : null;
  }

  async list(filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>> {
    const { where, parameters } = deliveryConditions(filter, page.cursor);
    // without a name: every combination of conditions deserves its own plan
    const rows = await this.sql.rows<DeliveryRow>(
      `SELECT ${statements.DELIVERY_COLUMNS} FROM plumbline.alert_deliveries d
        WHERE ${where} ORDER BY d.id DESC LIMIT $${parameters.length + 1}`,
      [...parameters, page.limit + 1],
    );
    const items = rows.slice(0, page.limit).map(deliveryOf);
    const last = items.at(-1);
    return { items, nextCursor: last && rows.length > page.limit ? cursorAfterDelivery(last.id) : null };
  }

  async health(channelId: ChannelId): Promise<ChannelHealth> {
    const [row] = await this.sql.rows<{
      readonly last_sent_at: Date | null;
      readonly failed_at: Date | null;
      readonly answer: string | null;
      readonly waiting: number;
    }>(statements.health, [channelId]);
    return {
      lastSentAt: row?.last_sent_at ?? null,
      lastFailure: row?.failed_at ? { at: row.failed_at, answer: row.answer } : null,
      waiting: row?.waiting ?? 0,
    };
  }
}

interface ClaimRow {
  readonly id: DeliveryId;
  readonly channel_id: ChannelId;
  readonly channel_name: string;
  readonly content: StoredAlert;
  readonly finished_at: Date | null;
  readonly fence: number;
  readonly tried_before: number;
  readonly external: Json;
  /** Null where nobody has claimed it. */
  readonly lease_ms: number | null;
  readonly age_ms: number;
  readonly must_wait: boolean;
  readonly is_orphan: boolean;
}

async function begin(runner: SqlRunner, row: ClaimRow, leaseMs: number): Promise<ClaimAnswer> {
  const [begun] = (await runner.query(statements.beginAttempt, [row.id, leaseMs])) as [
    { readonly first_began_at: Date; readonly may_have_arrived: boolean },
  ];
  return {
    kind: 'claimed',
    claim: {
      id: row.id,
      channelId: row.channel_id,
      channelName: row.channel_name,
      attempt: row.fence + 1,
      tries: row.fence + 1 - row.tried_before,
      content: alertOf(row.content),
      external: row.external,
      mayHaveArrived: begun.may_have_arrived,
      firstTriedAt: begun.first_began_at,
    },
  };
}
