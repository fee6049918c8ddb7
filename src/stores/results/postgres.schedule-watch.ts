import type { ScheduleId } from '../../core/ids.ts';
import { ScheduleWatch, type OverdueOccurrence, type RecoveredSchedule } from '../../ports/schedule-watch.ts';
import { instantParameter, jsonParameter } from './parameters.ts';
import * as statements from './schedule-statements.ts';
import type { Sql } from './sql.ts';

/** The tables `schedule_dues` and `schedule_firings`. Every method is one statement. */
export class PostgresScheduleWatch extends ScheduleWatch {
  constructor(private readonly sql: Sql) {
    super();
  }

  async noteFinished(now: Date): Promise<void> {
    await this.sql.write(statements.noteFinished, [instantParameter(now)]);
  }

  async overdue(now: Date, limit: number): Promise<readonly OverdueOccurrence[]> {
    const rows = await this.sql.rows<{
      readonly schedule_id: ScheduleId;
      readonly occurrence: Date;
      readonly deadline: Date;
      readonly is_fired: boolean;
    }>(statements.overdue, [instantParameter(now), limit]);
    return rows.map((row) => ({
      scheduleId: row.schedule_id,
      occurrence: row.occurrence,
      deadline: row.deadline,
      isFired: row.is_fired,
    }));
  }

  async raised(overdue: readonly OverdueOccurrence[], now: Date): Promise<void> {
    if (overdue.length === 0) return;
    const rows = overdue.map(({ scheduleId, occurrence }) => ({ schedule_id: scheduleId, occurrence }));
    await this.sql.write(statements.raised, [jsonParameter(rows), instantParameter(now)]);
  }

  async recovered(now: Date): Promise<readonly RecoveredSchedule[]> {
    const rows = await this.sql.rows<{
      readonly schedule_id: ScheduleId;
      readonly raised_at: Date;
      readonly has_verdict: boolean;
    }>(statements.recovered, [instantParameter(now)]);
    return rows.map((row) => ({
      scheduleId: row.schedule_id,
      raisedAt: row.raised_at,
      hasVerdict: row.has_verdict,
    }));
  }

  async settled(recovered: readonly RecoveredSchedule[]): Promise<void> {
    if (recovered.length === 0) return;
    const rows = recovered.map(({ scheduleId, raisedAt }) => ({
      schedule_id: scheduleId,
      raised_at: raisedAt,
    }));
    await this.sql.write(statements.settled, [jsonParameter(rows)]);
  }
}
