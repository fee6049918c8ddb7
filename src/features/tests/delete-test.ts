import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { TestId } from '../../core/ids.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';
import { TestStore } from '../../ports/test-store.ts';

/** The test's executions stay as history. Throws `TestNotFound`, `VersionConflict`. */
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
  ) {}

  async execute({ id, expectedVersion }: DeleteTest): Promise<void> {
    await this.tests.delete(id, expectedVersion);
    await this.executions.forget([id]);
  }
}
