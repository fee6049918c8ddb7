import { Injectable, Logger } from '@nestjs/common';
import { NameTaken, ScheduleNotFound, VersionConflict } from '../../core/errors.ts';
import { scheduleIdOfTest, type TestId } from '../../core/ids.ts';
import type { QualityTest } from '../../core/quality-test.ts';
import type { CronInZone } from '../../core/scheduling/occurrences.ts';
import { nameOfTestSchedule, type Schedule } from '../../core/scheduling/schedule.ts';
import { Clock } from '../../ports/clock.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { ScheduleWriter } from './schedule-writer.ts';

const MOST_TRIES = 3;

/**
 * The schedules that the platform keeps for tests with a `schedule` of their own. The test is the truth: its schedule
 * follows it, at the latest when it is due or when schedules are reconciled.
 */
@Injectable()
export class TestSchedules {
  private readonly log = new Logger(TestSchedules.name);

  constructor(
    private readonly schedules: ScheduleStore,
    private readonly writer: ScheduleWriter,
    private readonly clock: Clock,
  ) {}

  /** After a test was written. A failure is no failure of the test's: the schedule is brought in step later. */
  async follow(test: QualityTest): Promise<void> {
    try {
      await this.bringInStep(test);
    } catch (error) {
      this.log.error(
        `the schedule of test ${test.id} is not in step, the next reconciliation mends it: ${String(error)}`,
      );
    }
  }

  /** After tests were deleted. What is left over deletes itself when it is due. */
  async forget(ids: readonly TestId[]): Promise<void> {
    for (const id of ids)
      try {
        await this.remove(id);
      } catch (error) {
        this.log.error(`the schedule of test ${id} is left over until it is due: ${String(error)}`);
      }
  }

  /** Makes, changes or deletes the test's schedule so that it says what the test says. Answers whether that was needed. */
  async bringInStep(test: QualityTest): Promise<boolean> {
    for (let tries = 1; ; tries++)
      try {
        return await this.attempt(test);
      } catch (error) {
        // somebody else brings it in step at the same time
        const isRace =
          error instanceof NameTaken || error instanceof VersionConflict || error instanceof ScheduleNotFound;
        if (!isRace || tries === MOST_TRIES) throw error;
      }
  }

  /** Deletes the schedule kept for a test that has none any more. Answers whether there was one. */
  async remove(testId: TestId): Promise<boolean> {
    try {
      await this.writer.delete(scheduleIdOfTest(testId), null);
      return true;
    } catch (error) {
      if (error instanceof ScheduleNotFound) return false;
      throw error;
    }
  }

  private async attempt(test: QualityTest): Promise<boolean> {
    if (!test.schedule) return this.remove(test.id);
    const current = await this.schedules.get(scheduleIdOfTest(test.id));
    const now = this.clock.now().toISOString();
    if (current && isInStep(current, test)) return false;
    if (current)
      await this.writer.replace(current, {
        ...current,
        ...test.schedule,
        version: current.version + 1,
        updatedAt: now,
      });
    else await this.writer.create(scheduleOf(test.id, test.schedule, now));
    return true;
  }
}

/** Whether a schedule kept for a test says what the test says. */
export const isInStep = ({ cron, timeZone }: Schedule, { schedule }: QualityTest): boolean =>
  schedule !== undefined && schedule.cron === cron && schedule.timeZone === timeZone;

const scheduleOf = (testId: TestId, timing: CronInZone, now: string): Schedule => ({
  ...timing,
  name: nameOfTestSchedule(testId),
  select: { testIds: [testId] },
  overlap: 'skip',
  missed: 'runOnce',
  tolerance: '1h',
  blackouts: [],
  paused: false,
  id: scheduleIdOfTest(testId),
  version: 1,
  createdAt: now,
  updatedAt: now,
  origin: { testId },
});
