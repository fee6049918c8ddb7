import { Logger } from '@nestjs/common';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { Unavailable } from '../../core/errors.ts';
import type { IncidentStore } from '../../ports/incident-store.ts';
import { MemoryTestStore } from '../../stores/memory/memory.test-store.ts';
import { IncidentReviewer } from './incident-reviewer.ts';

/** A reviewer whose store answers only when the spec lets it. */
function aReviewer(answers: (number | Error)[]) {
  const calls: (() => void)[] = [];
  let underWay = 0;
  let most = 0;
  const review: IncidentStore['review'] = async () => {
    most = Math.max(most, ++underWay);
    await new Promise<void>((resolve) => calls.push(resolve));
    underWay -= 1;
    const answer = answers.shift() ?? 0;
    if (typeof answer !== 'number') throw answer;
    return answer;
  };
  const clock = { now: () => new Date() };
  const reviewer = new IncidentReviewer({ review } as IncidentStore, new MemoryTestStore(), clock);
  /** Lets the call that is under way end, and waits for what follows from it. */
  const letOneEnd = async () => {
    while (calls.length === 0) await new Promise(setImmediate);
    calls.shift()!();
    await new Promise(setImmediate);
  };
  return { reviewer, letOneEnd, callsUnderWay: () => calls.length, most: () => most };
}

it('goes on as long as batches are full', async () => {
  const { reviewer, letOneEnd, callsUnderWay } = aReviewer([500, 500, 3]);
  const review = reviewer.review();
  for (let i = 0; i < 3; i++) await letOneEnd();
  await review;
  expect(callsUnderWay()).toBe(0);
});

it('reviews once for all who ask while a review runs, and never two at a time', async () => {
  const { reviewer, letOneEnd, callsUnderWay, most } = aReviewer([0, 0]);
  const first = reviewer.review();
  while (callsUnderWay() === 0) await new Promise(setImmediate);
  const later = [reviewer.review(), reviewer.review(), reviewer.review()];
  await letOneEnd();
  await first;
  await letOneEnd();
  await Promise.all(later);
  expect([callsUnderWay(), most()]).toEqual([0, 1]);
});

it('says that it could not, to those who can do nothing about it', async () => {
  const log = new RecordingLogger();
  Logger.overrideLogger(log);
  const { reviewer, letOneEnd } = aReviewer([new Unavailable('the results store does not answer')]);
  const review = reviewer.reviewIfPossible();
  await letOneEnd();
  await expect(review).resolves.toBeUndefined();
  expect(log.lines.join()).toContain(
    'verdicts could not be reviewed, the timer will: the results store does not answer',
  );
});
