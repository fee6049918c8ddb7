import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TestNotFound } from '../../core/errors.ts';
import { newTestId, type TestId } from '../../core/ids.ts';
import type { QualityTest } from '../../core/quality-test.ts';
import { Clock } from '../../ports/clock.ts';
import { TestStore } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { TestSchedules } from '../schedules/test-schedules.ts';

/** A copy under another name, without the original's history. Throws `TestNotFound`, `NameTaken`. */
export class CloneTest extends AuditedCommand<QualityTest> {
  constructor(
    readonly id: TestId,
    readonly name: string,
  ) {
    super();
  }

  override intention(): Intention {
    const { id: original, name } = this;
    return { action: 'test.clone', subject: { type: 'test', id: null }, asked: { original, name } };
  }

  override outcome(after: QualityTest): Outcome {
    return { id: after.id, after };
  }
}

@CommandHandler(CloneTest)
export class CloneTestHandler implements ICommandHandler<CloneTest> {
  constructor(
    private readonly tests: TestStore,
    private readonly schedules: TestSchedules,
    private readonly clock: Clock,
  ) {}

  async execute({ id, name }: CloneTest): Promise<QualityTest> {
    const original = await this.tests.get(id);
    if (!original) throw new TestNotFound(id);
    const now = this.clock.now();
    const copy: QualityTest = {
      ...original,
      id: newTestId(now),
      name,
      version: 1,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    };
    await this.tests.create(copy);
    if (copy.schedule) await this.schedules.follow(copy);
    return copy;
  }
}
