import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ScheduleId } from '../../core/ids.ts';
import type { QualityTest } from '../../core/quality-test.ts';
import type { Schedule } from '../../core/scheduling/schedule.ts';
import { Clock } from '../../ports/clock.ts';
import { IncidentStore } from '../../ports/incident-store.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { ScheduleWatch } from '../../ports/schedule-watch.ts';
import { TestStore } from '../../ports/test-store.ts';
import { missingSignal } from './missing-signal.ts';
import { readable } from './readable.ts';

/**
 * The dead-man check: raises an incident for every schedule without a verdict by its time and tolerance, and settles it
 * when there is one. Any process may do this; what was done twice counts once. Answers how many were overdue.
 */
export class WatchSchedules extends Command<number> {}

const AT_ONCE = 500;

@CommandHandler(WatchSchedules)
export class WatchSchedulesHandler implements ICommandHandler<WatchSchedules> {
  constructor(
    private readonly watch: ScheduleWatch,
    private readonly schedules: ScheduleStore,
    private readonly tests: TestStore,
    private readonly incidents: IncidentStore,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<number> {
    const now = this.clock.now();
    await this.watch.noteFinished(now);
    const overdue = await this.watch.overdue(now, AT_ONCE);
    const byId = await this.definitionsOf(overdue.map(({ scheduleId }) => scheduleId));
    for (const occurrence of overdue) {
      const schedule = byId.get(occurrence.scheduleId) ?? null;
      await this.incidents.raise(missingSignal(occurrence, schedule, await this.testsOf(schedule)), now);
    }
    await this.watch.raised(overdue, now);

    const recovered = await this.watch.recovered(now);
    for (const { scheduleId, hasVerdict } of recovered)
      await this.incidents.settle({ type: 'schedule', id: scheduleId }, 'missing', why(hasVerdict), now);
    await this.watch.settled(recovered);
    return overdue.length;
  }

  /** The tests that a schedule names. */
  private async testsOf(schedule: Schedule | null): Promise<readonly QualityTest[]> {
    const ids = schedule?.select.testIds ?? [];
    if (ids.length === 0) return [];
    return (await readable(ids, (some) => this.tests.getMany(some))).found;
  }

  private async definitionsOf(ids: readonly ScheduleId[]): Promise<ReadonlyMap<ScheduleId, Schedule>> {
    const { found } = await readable([...new Set(ids)], (some) => this.schedules.getMany(some));
    return new Map(found.map((schedule) => [schedule.id, schedule]));
  }
}

const why = (hasVerdict: boolean): string =>
  hasVerdict ? 'there is a verdict again' : 'the schedule is paused or has no occurrence any more';
