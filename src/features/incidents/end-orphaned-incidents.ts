import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { TestId } from '../../core/ids.ts';
import { TEST_DELETED } from '../../core/incidents/review-verdicts.ts';
import { Clock } from '../../ports/clock.ts';
import { IncidentReader } from '../../ports/incident-reader.ts';
import { IncidentStore } from '../../ports/incident-store.ts';
import { TestStore } from '../../ports/test-store.ts';

/**
 * Resolves incidents of tests that are gone: a test and its incidents are in two stores, and whoever deleted it may have
 * died in between. Answers how many tests they were of.
 */
export class EndOrphanedIncidents extends Command<number> {}

const AT_ONCE = 200;

@CommandHandler(EndOrphanedIncidents)
export class EndOrphanedIncidentsHandler implements ICommandHandler<EndOrphanedIncidents> {
  constructor(
    private readonly reader: IncidentReader,
    private readonly incidents: IncidentStore,
    private readonly tests: TestStore,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<number> {
    let ended = 0;
    let cursor: string | null = null;
    do {
      const page = await this.reader.list({ status: ['open', 'acknowledged'] }, { limit: AT_ONCE, cursor });
      const subjects = page.items.filter(({ subject }) => subject.type === 'test');
      ended += await this.endThoseOf([...new Set(subjects.map(({ subject }) => subject.id as TestId))]);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return ended;
  }

  private async endThoseOf(ids: readonly TestId[]): Promise<number> {
    if (ids.length === 0) return 0;
    const there = new Set((await this.tests.getMany(ids)).map(({ id }) => id));
    const gone = ids.filter((id) => !there.has(id));
    if (gone.length > 0)
      await this.incidents.forget({ type: 'test', ids: gone }, TEST_DELETED, this.clock.now());
    return gone.length;
  }
}
