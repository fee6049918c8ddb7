import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newTestId } from '../../core/ids.ts';
import type { QualityTest, TestDefinition } from '../../core/quality-test.ts';
import { Clock } from '../../ports/clock.ts';
import { TestStore } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { TestSchedules } from '../schedules/test-schedules.ts';
import { DefinitionCheck } from './check-definition.ts';

/** Without `reachSource` the customer's database is not asked. Throws `InvalidInput`, `NameTaken`, `Unavailable`. */
export class CreateTest extends AuditedCommand<QualityTest> {
  constructor(
    readonly definition: TestDefinition,
    readonly reachSource: boolean,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'test.create', subject: { type: 'test', id: null }, asked: this.definition };
  }

  override outcome(after: QualityTest): Outcome {
    return { id: after.id, after };
  }
}

@CommandHandler(CreateTest)
export class CreateTestHandler implements ICommandHandler<CreateTest> {
  constructor(
    private readonly tests: TestStore,
    private readonly definitions: DefinitionCheck,
    private readonly schedules: TestSchedules,
    private readonly clock: Clock,
  ) {}

  async execute({ definition, reachSource }: CreateTest): Promise<QualityTest> {
    const checked = await this.definitions.check(definition, reachSource);
    const now = this.clock.now();
    const test: QualityTest = {
      ...checked.definition,
      id: newTestId(now),
      version: 1,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    };
    await this.tests.create(test);
    if (test.schedule) await this.schedules.follow(test);
    return test;
  }
}
