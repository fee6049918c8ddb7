import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InvalidInput, TestDisabled, TestNotFound } from '../../core/errors.ts';
import type { Trigger } from '../../core/execution.ts';
import { newRunId, type ExecutionId, type RunId, type TestId } from '../../core/ids.ts';
import type { QualityTest } from '../../core/quality-test.ts';
import { Clock } from '../../ports/clock.ts';
import { ExecutionLedger } from '../../ports/execution-ledger.ts';
import { TestStore, type TestFilter } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { enabledTests } from './enabled-tests.ts';
import { queuedExecution } from './queued-execution.ts';
import { RunDispatcher } from './run-dispatcher.ts';

/** Tests by id, or all enabled tests that a filter selects. */
export type RunSelection = { readonly testIds: readonly TestId[] } | { readonly filter: TestFilter };

export interface RequestedRun {
  readonly runId: RunId;
  readonly executions: readonly { readonly executionId: ExecutionId; readonly testId: TestId }[];
}

/** Throws `TestNotFound`, `TestDisabled`, and `InvalidInput` when nothing, or too much, is selected. */
export class RequestRun extends AuditedCommand<RequestedRun> {
  constructor(
    readonly selection: RunSelection,
    readonly trigger: Trigger,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'run.request', subject: { type: 'run', id: null }, asked: this.selection };
  }

  override outcome({ runId, executions }: RequestedRun): Outcome {
    return { id: runId, after: { executions: executions.length } };
  }
}

const MOST_TESTS_IN_A_RUN = 10_000;

@CommandHandler(RequestRun)
export class RequestRunHandler implements ICommandHandler<RequestRun> {
  constructor(
    private readonly tests: TestStore,
    private readonly ledger: ExecutionLedger,
    private readonly dispatcher: RunDispatcher,
    private readonly clock: Clock,
  ) {}

  async execute({ selection, trigger }: RequestRun): Promise<RequestedRun> {
    const tests =
      'testIds' in selection ? await this.byIds(selection.testIds) : await this.byFilter(selection.filter);
    const runId = newRunId(this.clock.now());
    const executions = tests.map((test) => queuedExecution(runId, test, trigger));
    await this.ledger.enqueue(executions);
    await this.dispatcher.dispatch(executions);
    return { runId, executions: executions.map(({ id, testId }) => ({ executionId: id, testId })) };
  }

  private async byIds(ids: readonly TestId[]): Promise<readonly QualityTest[]> {
    const wanted = [...new Set(ids)];
    const found = new Map((await this.tests.getMany(wanted)).map((test) => [test.id, test]));
    const tests = wanted.map((id) => {
      const test = found.get(id);
      if (!test) throw new TestNotFound(id);
      return test;
    });
    const disabled = tests.filter((test) => !test.enabled);
    if (disabled.length > 0) throw new TestDisabled(disabled.map((test) => test.name));
    return tests;
  }

  private async byFilter(filter: TestFilter): Promise<readonly QualityTest[]> {
    const tests: QualityTest[] = [];
    for await (const page of enabledTests(this.tests, filter)) {
      tests.push(...page);
      if (tests.length > MOST_TESTS_IN_A_RUN)
        throw new InvalidInput(
          [
            {
              path: '',
              message: `selects more than ${MOST_TESTS_IN_A_RUN} tests: select fewer, in several runs`,
            },
          ],
          'TOO_MANY_SELECTED',
        );
    }
    if (tests.length === 0)
      throw new InvalidInput([{ path: '', message: 'no enabled test is selected' }], 'NOTHING_SELECTED');
    return tests;
  }
}
