import { Cron } from 'croner';

interface Known {
  readonly times: Cron;
  readonly occurs: boolean;
}

/** Reading an expression costs as much as asking it ten times, and many schedules have the same. */
const known = new Map<string, Known>();
const MOST_KNOWN = 1000;

function read(cron: string): Known {
  const found = known.get(cron);
  if (found) return found;
  const times = new Cron(cron, { paused: true, timezone: 'UTC' });
  const answer = { times, occurs: times.nextRun(SOME_DAY) !== null };
  if (known.size === MOST_KNOWN) known.clear();
  known.set(cron, answer);
  return answer;
}
const SOME_DAY = new Date('2024-01-01T00:00:00Z');

/** The times that an expression means, as if all clocks showed UTC. Throws, in the parser's words, when it is none. */
export const timesOf = (cron: string): Cron => read(cron).times;

/** Whether an expression that can be read has occurrences: without years, what occurs at all does so again and again. */
export const occursAtAll = (cron: string): boolean => read(cron).occurs;
