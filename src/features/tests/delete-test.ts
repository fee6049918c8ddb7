import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { TestId } from '../../core/ids.ts';
import { TestStore } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { DeletedTests } from './deleted-tests.ts';

/** The test's executions and incidents stay as history. Throws `TestNotFound`, `VersionConflict`. */
export class DeleteTest extends AuditedCommand<void> {
  constructor(
    readonly id: TestId,
    readonly expectedVersion: number | null,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'test.delete', subject: { type: 'test', id: this.id } };
  }
}

@CommandHandler(DeleteTest)
export class DeleteTestHandler implements ICommandHandler<DeleteTest> {
  constructor(
    private readonly tests: TestStore,
    private readonly deleted: DeletedTests,
  ) {}

  async execute({ id, expectedVersion }: DeleteTest): Promise<void> {
    await this.tests.delete(id, expectedVersion);
    await this.deleted.forget([id]);
  }
}
