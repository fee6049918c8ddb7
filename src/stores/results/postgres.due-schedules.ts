import type { ScheduleId } from '../../core/ids.ts';
import type { Due } from '../../core/scheduling/firing.ts';
import { DueSchedules, type PlannedDue } from '../../ports/due-schedules.ts';
import { instantParameter } from './parameters.ts';
import * as statements from './schedule-statements.ts';
import type { Sql } from './sql.ts';

/** The table `schedule_dues`. Every method is one statement. */
export class PostgresDueSchedules extends DueSchedules {
  constructor(private readonly sql: Sql) {
    super();
  }

  async plan({ scheduleId, version, due }: PlannedDue): Promise<void> {
    await this.sql.write(statements.plan, [
      scheduleId,
      version,
      due && instantParameter(due.occurrence),
      due && instantParameter(due.dueAt),
      due && instantParameter(due.deadline),
    ]);
  }

  async lookBy(id: ScheduleId, at: Date): Promise<void> {
    await this.sql.write(statements.lookBy, [id, instantParameter(at)]);
  }

  async keep(id: ScheduleId, version: number): Promise<void> {
    await this.sql.write(statements.keep, [id, version]);
  }

  async forget(ids: readonly ScheduleId[]): Promise<void> {
    if (ids.length > 0) await this.sql.write(statements.forget, [ids]);
  }

  async dueOf(ids: readonly ScheduleId[]): Promise<ReadonlyMap<ScheduleId, Due>> {
    const rows = await this.sql.rows<{
      readonly schedule_id: ScheduleId;
      readonly occurrence: Date;
      readonly due_at: Date;
      readonly deadline: Date;
    }>(statements.dueOf, [ids]);
    return new Map(
      rows.map((row) => [
        row.schedule_id,
        { occurrence: row.occurrence, dueAt: row.due_at, deadline: row.deadline },
      ]),
    );
  }

  async unplanned(ids: readonly ScheduleId[]): Promise<readonly ScheduleId[]> {
    const rows = await this.sql.rows<{ readonly id: ScheduleId }>(statements.unplanned, [ids]);
    return rows.map(({ id }) => id);
  }
}
