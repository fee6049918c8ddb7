import type { TestId } from '../ids.ts';
import type { QualityTest } from '../quality-test.ts';
import { failed, passed } from './follow-track.ts';
import type { IncidentLevel } from './incident.ts';
import { policyOf, severityOf } from './incident-policy.ts';
import { resolved } from './incident-steps.ts';
import { ReviewBook, type Page } from './review-book.ts';
import type { ReviewedVerdict, ReviewOutcome, ReviewState } from './reviewed.ts';

/**
 * What a batch of verdicts, in the order in which they were recorded, makes of the incidents of their tests. A verdict
 * that is older than one that was looked at before says nothing any more. `tests` are those that still exist.
 */
export function reviewVerdicts(
  verdicts: readonly ReviewedVerdict[],
  state: ReviewState,
  tests: ReadonlyMap<TestId, QualityTest>,
  now: Date,
): ReviewOutcome {
  const book = new ReviewBook(state);
  for (const verdict of verdicts) {
    const test = tests.get(verdict.testId);
    if (test) follow(book, verdict, test, now);
    else close(book, verdict.testId, now);
  }
  return book.outcome();
}

function follow(book: ReviewBook, verdict: ReviewedVerdict, test: QualityTest, now: Date): void {
  const policy = policyOf(test);
  if (verdict.status === 'errored') {
    if (!book.isNews(verdict, 'execution')) return;
    const page = book.open({ subjectId: test.id, kind: 'execution', group: null });
    const found = { level: 'error', message: verdict.message } as const;
    book.write(page, failed(page, contextOf(verdict, test, page, found), policy, now), verdict);
  } else {
    const bad = badGroupsOf(verdict);
    if (book.isNews(verdict, 'data'))
      for (const group of bad.keys()) book.open({ subjectId: test.id, kind: 'data', group });
    for (const page of book.pagesOf(test.id)) {
      if (!book.isNews(verdict, page.kind)) continue;
      const found = page.kind === 'data' ? bad.get(page.group) : undefined;
      if (found) book.write(page, failed(page, contextOf(verdict, test, page, found), policy, now), verdict);
      else if (isWatched(page)) book.write(page, passed(page, verdict.executionId, policy, now), verdict);
    }
  }
  book.see(verdict);
}

interface Found {
  readonly level: IncidentLevel;
  readonly message: string;
}

const LEVEL = { warned: 'warn', failed: 'fail' } as const;

/** What of the data is bad, by group; null is the whole of it. */
function badGroupsOf({ status, message, groups }: ReviewedVerdict): ReadonlyMap<string | null, Found> {
  if (status !== 'warned' && status !== 'failed') return new Map();
  if (!groups || groups.length === 0) return new Map([[null, { level: LEVEL[status], message }]]);
  return new Map(groups.map((one) => [one.group, { level: LEVEL[one.status], message: one.message }]));
}

const contextOf = (
  { connectionId, dataset, executionId }: ReviewedVerdict,
  test: QualityTest,
  { kind, group }: Page,
  found: Found,
) => ({
  kind,
  subject: { type: 'test' as const, id: test.id, name: test.name },
  group,
  connectionId,
  dataset,
  testKind: test.kind,
  tags: test.tags,
  owner: test.owner ?? null,
  severity: severityOf(test),
  executionId,
  ...found,
});

const isUnresolved = ({ incident }: Page) => incident !== null && incident.status !== 'resolved';

/** A pass says something only where something was wrong not long ago. */
const isWatched = (page: Page) => page.last !== null || isUnresolved(page);

export const TEST_DELETED = 'the test was deleted';

/** Nobody can fail or pass a test that is gone. */
function close(book: ReviewBook, testId: TestId, now: Date): void {
  for (const page of book.pagesOf(testId)) {
    const { incident } = page;
    const step =
      incident && isUnresolved(page)
        ? resolved(incident, { by: null, reason: TEST_DELETED, executionId: null }, now)
        : { incident: null, event: null };
    book.drop(page, step);
  }
}
