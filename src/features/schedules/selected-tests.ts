import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../core/errors.ts';
import { groupBy } from '../../core/grouping.ts';
import type { TestId } from '../../core/ids.ts';
import type { QualityTest } from '../../core/quality-test.ts';
import { filterOf } from '../../core/scheduling/schedule.ts';
import { TestStore } from '../../ports/test-store.ts';
import { enabledTests } from '../executions/enabled-tests.ts';
import type { DueSchedule } from './due-definitions.ts';
import { readable } from './readable.ts';

/** Which tests schedules run at this moment. */
@Injectable()
export class SelectedTests {
  private readonly log = new Logger(SelectedTests.name);

  constructor(private readonly tests: TestStore) {}

  /**
   * The enabled tests of each schedule; what many of them select is read once. Schedules whose tests cannot be read are
   * left out.
   */
  async of(dues: readonly DueSchedule[]): Promise<ReadonlyMap<DueSchedule, readonly QualityTest[]>> {
    const selected = new Map<DueSchedule, readonly QualityTest[]>();
    const byId = await this.byId(
      dues.flatMap(({ schedule, test }) => (test ? [] : (schedule.select.testIds ?? []))),
    );
    const idsOf = ({ schedule }: DueSchedule) => schedule.select.testIds ?? [];
    for (const due of dues)
      if (due.test) selected.set(due, due.test.enabled ? [due.test] : []);
      else if (filterOf(due.schedule.select) === null)
        selected.set(
          due,
          idsOf(due).flatMap((id) => byId.get(id) ?? []),
        );
    const rest = dues.filter((due) => !selected.has(due));
    for (const sameFilter of groupBy(rest, ({ schedule }) =>
      JSON.stringify(filterOf(schedule.select)),
    ).values()) {
      const tests = await this.byFilterOf(sameFilter[0]!);
      if (tests) for (const due of sameFilter) selected.set(due, tests);
    }
    return selected;
  }

  private async byId(ids: readonly TestId[]): Promise<ReadonlyMap<TestId, QualityTest>> {
    const { found, damaged } = await readable([...new Set(ids)], (some) => this.tests.getMany(some));
    for (const reason of damaged.values()) this.log.error(`a test is not run: ${reason}`);
    return new Map(found.filter(({ enabled }) => enabled).map((test) => [test.id, test]));
  }

  private async byFilterOf({ schedule }: DueSchedule): Promise<readonly QualityTest[] | null> {
    try {
      const tests: QualityTest[] = [];
      for await (const page of enabledTests(this.tests, filterOf(schedule.select) ?? {})) tests.push(...page);
      return tests;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'RECORD_UNREADABLE') throw error;
      this.log.error(`the tests of schedule ${schedule.id} cannot be read: ${error.message}`);
      return null;
    }
  }
}
