import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { TestId } from '../../core/ids.ts';
import { TEST_DELETED } from '../../core/incidents/review-verdicts.ts';
import { Clock } from '../../ports/clock.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';
import { IncidentStore } from '../../ports/incident-store.ts';
import { TestStore } from '../../ports/test-store.ts';

/** The test's executions and incidents stay as history. Throws `TestNotFound`, `VersionConflict`. */
export class DeleteTest extends Command<void> {
  constructor(
    readonly id: TestId,
    readonly expectedVersion: number | null,
  ) {
    super();
  }
}

@CommandHandler(DeleteTest)
export class DeleteTestHandler implements ICommandHandler<DeleteTest> {
  constructor(
    private readonly tests: TestStore,
    private readonly executions: ExecutionReader,
    private readonly incidents: IncidentStore,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion }: DeleteTest): Promise<void> {
    await this.tests.delete(id, expectedVersion);
    await this.executions.forget([id]);
    await this.incidents.forget({ type: 'test', ids: [id] }, TEST_DELETED, this.clock.now());
  }
}
