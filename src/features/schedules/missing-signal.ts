import type { IncidentSignal } from '../../core/incidents/reviewed.ts';
import { severities } from '../../core/incidents/incident.ts';
import { severityOf } from '../../core/incidents/incident-policy.ts';
import type { QualityTest } from '../../core/quality-test.ts';
import type { Schedule } from '../../core/scheduling/schedule.ts';
import { inZone } from '../../core/zoned-time.ts';
import type { OverdueOccurrence } from '../../ports/schedule-watch.ts';

/** Where nothing is known of the tests: that nobody looks at the data is no small matter. */
const UNKNOWN = 'high';

/**
 * What is raised about a schedule that gave no verdict in time. It says what all of its tests have in common, so that it
 * reaches those who hear of the tests. `tests` are those that it names, empty for one that selects by conditions.
 */
export function missingSignal(
  { scheduleId, occurrence, deadline, isFired }: OverdueOccurrence,
  schedule: Schedule | null,
  tests: readonly QualityTest[],
): IncidentSignal {
  const shown = (at: Date) => inZone(at, schedule?.timeZone ?? 'UTC');
  const cause = isFired ? 'its runs are not finished' : 'no scheduler has started it';
  const own = schedule?.origin ? tests[0] : undefined;
  return {
    key: `missing/${scheduleId}/${occurrence.toISOString()}`,
    kind: 'missing',
    subject: { type: 'schedule', id: scheduleId, name: own?.name ?? schedule?.name ?? scheduleId },
    connectionId: schedule?.select.connectionId ?? shared(tests, ({ connectionId }) => connectionId),
    dataset: schedule?.select.dataset ?? shared(tests, ({ dataset }) => dataset),
    tags: schedule?.select.tags ?? tagsOfAll(tests),
    owner: shared(tests, ({ owner }) => owner ?? null),
    severity: worstOf(tests),
    message: `no verdict for ${shown(occurrence)} by ${shown(deadline)}: ${cause}`,
  };
}

function shared<T>(tests: readonly QualityTest[], of: (test: QualityTest) => T | null): T | null {
  const values = new Set(tests.map(of));
  return values.size === 1 ? ([...values][0] ?? null) : null;
}

const tagsOfAll = ([first, ...rest]: readonly QualityTest[]): readonly string[] =>
  (first?.tags ?? []).filter((tag) => rest.every(({ tags }) => tags.includes(tag)));

const worstOf = (tests: readonly QualityTest[]) =>
  severities.findLast((severity) => tests.some((test) => severityOf(test) === severity)) ?? UNKNOWN;
