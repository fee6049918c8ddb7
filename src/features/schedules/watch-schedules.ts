import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ScheduleId } from '../../core/ids.ts';
import type { Schedule } from '../../core/scheduling/schedule.ts';
import { inZone } from '../../core/zoned-time.ts';
import { Clock } from '../../ports/clock.ts';
import { IncidentStore, type IncidentSignal } from '../../ports/incident-store.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { ScheduleWatch, type OverdueOccurrence } from '../../ports/schedule-watch.ts';
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
    private readonly incidents: IncidentStore,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<number> {
    const now = this.clock.now();
    await this.watch.noteFinished(now);
    const overdue = await this.watch.overdue(now, AT_ONCE);
    const byId = await this.definitionsOf(overdue.map(({ scheduleId }) => scheduleId));
    for (const occurrence of overdue)
      await this.incidents.raise(signalOf(occurrence, byId.get(occurrence.scheduleId) ?? null), now);
    await this.watch.raised(overdue, now);

    const recovered = await this.watch.recovered(now);
    for (const { scheduleId, hasVerdict } of recovered)
      await this.incidents.settle({ type: 'schedule', id: scheduleId }, 'missing', why(hasVerdict), now);
    await this.watch.settled(recovered);
    return overdue.length;
  }

  private async definitionsOf(ids: readonly ScheduleId[]): Promise<ReadonlyMap<ScheduleId, Schedule>> {
    const { found } = await readable([...new Set(ids)], (some) => this.schedules.getMany(some));
    return new Map(found.map((schedule) => [schedule.id, schedule]));
  }
}

const why = (hasVerdict: boolean): string =>
  hasVerdict ? 'there is a verdict again' : 'the schedule is paused or has no occurrence any more';

function signalOf(overdue: OverdueOccurrence, schedule: Schedule | null): IncidentSignal {
  const { scheduleId, occurrence, deadline, isFired } = overdue;
  const shown = (at: Date) => inZone(at, schedule?.timeZone ?? 'UTC');
  const cause = isFired ? 'its runs are not finished' : 'no scheduler has started it';
  return {
    key: `missing/${scheduleId}/${occurrence.toISOString()}`,
    kind: 'missing',
    subject: { type: 'schedule', id: scheduleId, name: schedule?.name ?? scheduleId },
    connectionId: schedule?.select.connectionId ?? null,
    dataset: schedule?.select.dataset ?? null,
    tags: schedule?.select.tags ?? [],
    owner: null,
    severity: 'high',
    message: `no verdict for ${shown(occurrence)} by ${shown(deadline)}: ${cause}`,
  };
}
