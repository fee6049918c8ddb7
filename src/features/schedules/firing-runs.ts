import { Injectable } from '@nestjs/common';
import type { QueuedExecution } from '../../core/execution.ts';
import { runIdOf, type RunId } from '../../core/ids.ts';
import { ExecutionLedger } from '../../ports/execution-ledger.ts';
import type { BegunFiring, FiringOutcome } from '../../ports/firing-ledger.ts';
import { queuedExecution } from '../executions/queued-execution.ts';
import { RunDispatcher } from '../executions/run-dispatcher.ts';
import type { DueSchedule } from './due-definitions.ts';
import { SelectedTests } from './selected-tests.ts';

/** A firing that this process is to finish. */
export interface OpenFiring {
  readonly due: DueSchedule;
  readonly firing: BegunFiring;
}

/** Executions written by one statement. */
const WRITTEN_AT_ONCE = 2000;

/** Makes the runs of firings: one for each dataset and time, whichever schedules its tests come from. */
@Injectable()
export class FiringRuns {
  constructor(
    private readonly selected: SelectedTests,
    private readonly ledger: ExecutionLedger,
    private readonly dispatcher: RunDispatcher,
  ) {}

  /**
   * Idempotent: the same firings make the same runs and executions. Those whose tests cannot be read are left out of the
   * answer, and stay to be finished later.
   */
  async make(open: readonly OpenFiring[]): Promise<ReadonlyMap<OpenFiring, FiringOutcome>> {
    const outcomes = new Map<OpenFiring, FiringOutcome>();
    const executions = new Map<string, QueuedExecution>();
    const testsOf = await this.selected.of(open.map(({ due }) => due));
    for (const one of open) {
      const tests = testsOf.get(one.due);
      if (tests === undefined) continue;
      const runIds = new Set<RunId>();
      for (const test of tests) {
        const runId = runIdOf(test.connectionId, test.dataset, one.firing.at);
        const execution = queuedExecution(runId, test, 'schedule');
        runIds.add(runId);
        executions.set(execution.id, execution);
      }
      outcomes.set(
        one,
        tests.length === 0
          ? { state: 'skipped', reason: 'nothingSelected' }
          : { state: 'fired', tests: tests.length, runIds: [...runIds] },
      );
    }
    const all = [...executions.values()];
    for (let i = 0; i < all.length; i += WRITTEN_AT_ONCE)
      await this.ledger.enqueue(all.slice(i, i + WRITTEN_AT_ONCE));
    await this.dispatcher.dispatch(all);
    return outcomes;
  }
}
