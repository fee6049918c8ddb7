import { inZone } from '../core/zoned-time.ts';
import type { OccurrencesView } from '../features/schedules/get-occurrences.ts';
import type { PlannedOccurrence, ScheduleView } from '../features/schedules/schedule-views.ts';
import type { OccurrencesAnswer, PlannedOccurrenceAnswer, ScheduleAnswer } from './schemas/schedules.ts';

const plannedOf =
  (timeZone: string) =>
  ({ occurrence, startsAt }: PlannedOccurrence): PlannedOccurrenceAnswer => ({
    occurrence: occurrence.toISOString(),
    local: inZone(occurrence, timeZone),
    startsAt: startsAt.toISOString(),
  });

export const scheduleAnswerOf = (view: ScheduleView): ScheduleAnswer => ({
  ...view,
  dueAt: view.dueAt?.toISOString() ?? null,
  nextOccurrences: view.nextOccurrences.map(plannedOf(view.timeZone)),
});

export const occurrencesAnswerOf = ({ timeZone, upcoming, past }: OccurrencesView): OccurrencesAnswer => ({
  upcoming: upcoming.map(plannedOf(timeZone)),
  past: past.map(({ scheduleId: _, ...firing }) => ({
    ...firing,
    occurrence: firing.occurrence.toISOString(),
    local: inZone(firing.occurrence, timeZone),
    at: firing.at.toISOString(),
    runIds: [...firing.runIds],
    settledAt: firing.settledAt?.toISOString() ?? null,
  })),
});
