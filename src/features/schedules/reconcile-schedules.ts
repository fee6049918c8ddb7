import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { dueAfter } from '../../core/scheduling/firing.ts';
import { Clock } from '../../ports/clock.ts';
import { DueSchedules } from '../../ports/due-schedules.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { TestStore } from '../../ports/test-store.ts';
import { readable } from './readable.ts';
import { TestSchedules } from './test-schedules.ts';

/**
 * Mends what a crash between two writes, a restored store or an older version left behind: tests with a schedule that is
 * not kept, and schedules that are not in the index of what is due. Reads all of them: for a start, and once an hour.
 * Answers how many it mended.
 */
export class ReconcileSchedules extends Command<number> {}

@CommandHandler(ReconcileSchedules)
export class ReconcileSchedulesHandler implements ICommandHandler<ReconcileSchedules> {
  constructor(
    private readonly tests: TestStore,
    private readonly testSchedules: TestSchedules,
    private readonly schedules: ScheduleStore,
    private readonly dues: DueSchedules,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<number> {
    return (await this.keepForTests()) + (await this.planUnplanned());
  }

  private async keepForTests(): Promise<number> {
    let mended = 0;
    let cursor: string | null = null;
    do {
      const page = await this.tests.list({}, { limit: 200, cursor });
      for (const test of page.items)
        if (test.schedule) mended += Number(await this.testSchedules.bringInStep(test));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return mended;
  }

  private async planUnplanned(): Promise<number> {
    let mended = 0;
    for await (const ids of this.schedules.ids()) {
      const unplanned = await this.dues.unplanned(ids);
      const { found } = await readable(unplanned, (some) => this.schedules.getMany(some));
      for (const schedule of found) {
        const { id: scheduleId, version } = schedule;
        await this.dues.plan({ scheduleId, version, due: dueAfter(schedule, this.clock.now()) });
      }
      mended += found.length;
    }
    return mended;
  }
}
