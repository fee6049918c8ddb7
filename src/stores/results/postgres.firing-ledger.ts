import type { RunId, ScheduleId } from '../../core/ids.ts';
import type { Firing, FiringState, SkipReason } from '../../core/scheduling/firing.ts';
import {
  FiringLedger,
  type BegunFiring,
  type HandledSchedule,
  type TakenSchedule,
} from '../../ports/firing-ledger.ts';
import { instantParameter, jsonParameter } from './parameters.ts';
import * as statements from './schedule-statements.ts';
import type { Sql } from './sql.ts';

/** The tables `schedule_dues` and `schedule_firings`. Every method is one statement. */
export class PostgresFiringLedger extends FiringLedger {
  constructor(private readonly sql: Sql) {
    super();
  }

  async take(
    now: Date,
    { token, leaseMs, limit }: Parameters<FiringLedger['take']>[1],
  ): Promise<readonly TakenSchedule[]> {
    const rows = await this.sql.write<TakenRow>(statements.take, [
      instantParameter(now),
      token,
      leaseMs,
      limit,
    ]);
    return rows.map(takenOf);
  }

  async begin(firings: readonly BegunFiring[], token: string): Promise<readonly BegunFiring[]> {
    if (firings.length === 0) return [];
    const rows = await this.sql.write<{ readonly schedule_id: ScheduleId; readonly occurrence: Date }>(
      statements.begin,
      [jsonParameter(firings.map(rowOfBegun)), token],
    );
    const begun = new Set(rows.map((row) => keyOf(row.schedule_id, row.occurrence)));
    return firings.filter(({ scheduleId, occurrence }) => begun.has(keyOf(scheduleId, occurrence)));
  }

  async settle(handled: readonly HandledSchedule[], token: string): Promise<void> {
    if (handled.length > 0)
      await this.sql.write(statements.settle, [jsonParameter(handled.map(rowOfHandled)), token]);
  }

  async lastOf(id: ScheduleId, limit: number): Promise<readonly Firing[]> {
    const rows = await this.sql.rows<FiringRow>(statements.lastOf, [id, limit]);
    return rows.map((row) => ({
      scheduleId: row.schedule_id,
      occurrence: row.occurrence,
      state: row.state,
      reason: row.reason,
      at: row.at,
      missed: row.missed,
      tests: row.tests,
      runIds: row.run_ids,
      settledAt: row.settled_at,
    }));
  }
}

interface FiringRow {
  readonly schedule_id: ScheduleId;
  readonly occurrence: Date;
  readonly state: FiringState;
  readonly reason: SkipReason | null;
  readonly at: Date;
  readonly missed: number;
  readonly tests: number;
  readonly run_ids: readonly RunId[];
  readonly settled_at: Date | null;
}

interface TakenRow {
  readonly schedule_id: ScheduleId;
  readonly version: number;
  readonly occurrence: Date | null;
  readonly due_at: Date | null;
  readonly deadline: Date | null;
  readonly is_old: boolean;
  readonly is_busy: boolean;
  readonly begun_occurrence: Date | null;
  readonly begun_at: Date | null;
  readonly begun_deadline: Date | null;
  readonly begun_missed: number | null;
}

function takenOf(row: TakenRow): TakenSchedule {
  const { schedule_id: scheduleId, version, occurrence, due_at: dueAt, deadline } = row;
  return {
    scheduleId,
    version,
    due: occurrence && dueAt && deadline && { occurrence, dueAt, deadline },
    begun: row.begun_occurrence && {
      scheduleId,
      occurrence: row.begun_occurrence,
      at: row.begun_at!,
      deadline: row.begun_deadline!,
      missed: row.begun_missed!,
    },
    isBusy: row.is_busy,
    isOld: row.is_old,
  };
}

const keyOf = (id: ScheduleId, occurrence: Date): string => `${id}/${occurrence.getTime()}`;

const rowOfBegun = ({ scheduleId, occurrence, at, deadline, missed }: BegunFiring) => ({
  schedule_id: scheduleId,
  occurrence,
  at,
  deadline,
  missed,
});

const rowOfHandled = ({ scheduleId, version, due, firing }: HandledSchedule) => ({
  schedule_id: scheduleId,
  version,
  occurrence: due?.occurrence ?? null,
  due_at: due?.dueAt ?? null,
  deadline: due?.deadline ?? null,
  fired: firing?.occurrence ?? null,
  ...outcomeColumns(firing),
});

function outcomeColumns(firing: HandledSchedule['firing']) {
  const outcome = firing?.outcome;
  switch (outcome?.state) {
    case 'fired':
      return { state: outcome.state, reason: null, tests: outcome.tests, run_ids: outcome.runIds };
    case 'skipped':
      return { state: outcome.state, reason: outcome.reason, tests: 0, run_ids: [] };
    case undefined:
      return { state: null, reason: null, tests: 0, run_ids: [] };
  }
}
