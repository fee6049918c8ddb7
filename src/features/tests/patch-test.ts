import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TestNotFound, VersionConflict } from '../../core/errors.ts';
import type { TestId } from '../../core/ids.ts';
import type { QualityTest } from '../../core/quality-test.ts';
import { Clock } from '../../ports/clock.ts';
import { TestStore } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';

/** Fields that change nothing of what is measured, so that the customer's database need not be asked. */
export type TestPatch = Partial<
  Pick<QualityTest, 'enabled' | 'description' | 'tags' | 'owner' | 'severity' | 'incidentPolicy'>
>;

/** Only the fields given change. Throws `TestNotFound`, `VersionConflict`. */
export class PatchTest extends AuditedCommand<QualityTest> {
  constructor(
    readonly id: TestId,
    readonly expectedVersion: number | null,
    readonly patch: TestPatch,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'test.patch', subject: { type: 'test', id: this.id }, asked: this.patch };
  }

  override outcome(after: QualityTest): Outcome {
    return { after };
  }
}

@CommandHandler(PatchTest)
export class PatchTestHandler implements ICommandHandler<PatchTest> {
  constructor(
    private readonly tests: TestStore,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion, patch }: PatchTest): Promise<QualityTest> {
    const current = await this.tests.get(id);
    if (!current) throw new TestNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    const next = {
      ...current,
      ...patch,
      version: current.version + 1,
      updatedAt: this.clock.now().toISOString(),
    };
    await this.tests.replace(next);
    return next;
  }
}
