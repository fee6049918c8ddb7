import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TestNotFound, VersionConflict } from '../../core/errors.ts';
import type { TestId } from '../../core/ids.ts';
import type { QualityTest, TestDefinition } from '../../core/quality-test.ts';
import { Clock } from '../../ports/clock.ts';
import { TestStore } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { TestSchedules } from '../schedules/test-schedules.ts';
import { DefinitionCheck } from './check-definition.ts';

/**
 * `expectedVersion` null replaces whatever is there now; without `reachSource` the customer's database is not asked.
 * Throws `TestNotFound`, `InvalidInput`, `NameTaken`, `VersionConflict`, `Unavailable`.
 */
export class ReplaceTest extends AuditedCommand<QualityTest> {
  constructor(
    readonly id: TestId,
    readonly expectedVersion: number | null,
    readonly definition: TestDefinition,
    readonly reachSource: boolean,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'test.replace', subject: { type: 'test', id: this.id }, asked: this.definition };
  }

  override outcome(after: QualityTest): Outcome {
    return { after };
  }
}

@CommandHandler(ReplaceTest)
export class ReplaceTestHandler implements ICommandHandler<ReplaceTest> {
  constructor(
    private readonly tests: TestStore,
    private readonly definitions: DefinitionCheck,
    private readonly schedules: TestSchedules,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion, definition, reachSource }: ReplaceTest): Promise<QualityTest> {
    const current = await this.tests.get(id);
    if (!current) throw new TestNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    const checked = await this.definitions.check(definition, reachSource);
    const next: QualityTest = {
      ...checked.definition,
      id,
      version: current.version + 1,
      createdAt: current.createdAt,
      updatedAt: this.clock.now().toISOString(),
    };
    await this.tests.replace(next);
    if (current.schedule ?? next.schedule) await this.schedules.follow(next);
    return next;
  }
}
