import { Injectable } from '@nestjs/common';
import type { TestId } from '../../core/ids.ts';
import { TEST_DELETED } from '../../core/incidents/review-verdicts.ts';
import { Clock } from '../../ports/clock.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';
import { IncidentStore } from '../../ports/incident-store.ts';
import { TestSchedules } from '../schedules/test-schedules.ts';

/** What goes along with tests that were deleted: latest verdicts, open incidents, their own schedules. */
@Injectable()
export class DeletedTests {
  constructor(
    private readonly executions: ExecutionReader,
    private readonly incidents: IncidentStore,
    private readonly schedules: TestSchedules,
    private readonly clock: Clock,
  ) {}

  /** Executions and incidents stay as history. */
  async forget(ids: readonly TestId[]): Promise<void> {
    await this.executions.forget(ids);
    await this.incidents.forget({ type: 'test', ids }, TEST_DELETED, this.clock.now());
    await this.schedules.forget(ids);
  }
}
