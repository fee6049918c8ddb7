import { Injectable, Logger } from '@nestjs/common';
import { Batcher } from '../../core/batcher.ts';
import type { TestId } from '../../core/ids.ts';
import { reviewVerdicts } from '../../core/incidents/review-verdicts.ts';
import type { ReviewedVerdict, ReviewOutcome, ReviewState } from '../../core/incidents/reviewed.ts';
import { Clock } from '../../ports/clock.ts';
import { IncidentStore } from '../../ports/incident-store.ts';
import { TestStore } from '../../ports/test-store.ts';

/** So that one transaction, and the lock that it holds, does not last long. */
const AT_ONCE = 500;

/** Looks at the verdicts that nobody has looked at yet: one review at a time, whoever asks for it. */
@Injectable()
export class IncidentReviewer {
  private readonly log = new Logger(IncidentReviewer.name);
  /** Whoever asks while a review runs waits for the next one: the running one may have missed the new verdicts. */
  private readonly reviews = new Batcher<void, void>(
    async (askers) => {
      await this.reviewAll();
      return askers;
    },
    { itemsAtOnce: Number.MAX_SAFE_INTEGER, callsAtOnce: 1 },
  );

  constructor(
    private readonly incidents: IncidentStore,
    private readonly tests: TestStore,
    private readonly clock: Clock,
  ) {}

  /** Resolves when all verdicts that were recorded before have been looked at. */
  review(): Promise<void> {
    return this.reviews.add();
  }

  /** As `review`, for callers to whom a failure is none of their own: the verdicts wait, and the timer reviews them. */
  async reviewIfPossible(): Promise<void> {
    try {
      await this.review();
    } catch (cause) {
      this.log.error(
        `verdicts could not be reviewed, the timer will: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
  }

  private async reviewAll(): Promise<void> {
    for (;;) {
      const reviewed = await this.incidents.review(AT_ONCE, (verdicts, state) =>
        this.decide(verdicts, state),
      );
      if (reviewed < AT_ONCE) return;
    }
  }

  private async decide(verdicts: readonly ReviewedVerdict[], state: ReviewState): Promise<ReviewOutcome> {
    const ids = new Set<TestId>(verdicts.map(({ testId }) => testId));
    const tests = await this.tests.getMany([...ids]);
    return reviewVerdicts(verdicts, state, new Map(tests.map((test) => [test.id, test])), this.clock.now());
  }
}
