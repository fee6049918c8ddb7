import { Injectable, Logger } from '@nestjs/common';
import type { ScheduleId, TestId } from '../../core/ids.ts';
import type { QualityTest } from '../../core/quality-test.ts';
import type { Schedule } from '../../core/scheduling/schedule.ts';
import { DueSchedules } from '../../ports/due-schedules.ts';
import type { TakenSchedule } from '../../ports/firing-ledger.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { TestStore } from '../../ports/test-store.ts';
import { readable } from './readable.ts';
import { isInStep, TestSchedules } from './test-schedules.ts';

/** A schedule that a tick took, with its definition as it is now. */
export interface DueSchedule {
  readonly taken: TakenSchedule;
  readonly schedule: Schedule;
  /** The test to which it belongs; null for one that a user made. */
  readonly test: QualityTest | null;
}

export interface DueDefinitions {
  readonly present: readonly DueSchedule[];
  /** Nothing can be done about these at this moment. */
  readonly postponed: readonly TakenSchedule[];
}

/** Reads the definitions of schedules that are due, and mends the index where it is not of their mind. */
@Injectable()
export class DueDefinitionReader {
  private readonly log = new Logger(DueDefinitionReader.name);

  constructor(
    private readonly schedules: ScheduleStore,
    private readonly tests: TestStore,
    private readonly testSchedules: TestSchedules,
    private readonly dues: DueSchedules,
  ) {}

  async read(taken: readonly TakenSchedule[]): Promise<DueDefinitions> {
    const schedules = await readable(
      taken.map(({ scheduleId }) => scheduleId),
      (ids) => this.schedules.getMany(ids),
    );
    const byId = new Map(schedules.found.map((schedule) => [schedule.id, schedule]));
    const testIds = schedules.found.flatMap(({ origin }) => origin?.testId ?? []);
    const tests = await readable(testIds, (ids) => this.tests.getMany(ids));
    const testById = new Map(tests.found.map((test) => [test.id, test]));

    const present: DueSchedule[] = [];
    const postponed: TakenSchedule[] = [];
    const gone: ScheduleId[] = [];
    for (const one of taken) {
      const schedule = byId.get(one.scheduleId);
      const damage = damageOf(one, schedule, schedules.damaged, tests.damaged);
      if (damage !== undefined) {
        this.log.error(`schedule ${one.scheduleId} cannot be run: ${damage}`);
        postponed.push(one);
      } else if (schedule === undefined) {
        // its definition may be about to be written
        if (one.isOld) gone.push(one.scheduleId);
        else postponed.push(one);
      } else if (schedule.origin === null) present.push({ taken: one, schedule, test: null });
      else {
        const test = testById.get(schedule.origin.testId);
        if (!test) await this.testSchedules.remove(schedule.origin.testId);
        else if (!isInStep(schedule, test)) await this.testSchedules.bringInStep(test);
        if (test && (one.begun || isInStep(schedule, test))) present.push({ taken: one, schedule, test });
        else postponed.push(one);
      }
    }
    await this.dues.forget(gone);
    return { present, postponed };
  }
}

function damageOf(
  { scheduleId }: TakenSchedule,
  schedule: Schedule | undefined,
  schedules: ReadonlyMap<ScheduleId, string>,
  tests: ReadonlyMap<TestId, string>,
): string | undefined {
  return schedules.get(scheduleId) ?? (schedule?.origin ? tests.get(schedule.origin.testId) : undefined);
}
