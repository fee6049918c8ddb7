/** Attempts that have failed so far, as one counter; attempts under way count as failed until they succeed. */
export interface Attempts {
  readonly count: number;
  readonly lastAt: Date;
}

/** After how many attempts the doors close, and for how long at most. */
export interface LockoutRule {
  readonly free: number;
  readonly longestMs: number;
}

/** A user: a guesser gets five tries, then ever fewer. The end is short enough that nobody can lock out a user for long. */
export const userRule: LockoutRule = { free: 5, longestMs: 15 * 60_000 };
/** An address: an office behind one address has many who mistype. */
export const addressRule: LockoutRule = { free: 30, longestMs: 15 * 60_000 };

const FIRST_MS = 15_000;
/** A counter that rests for so long begins again. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

const isForgotten = ({ lastAt }: Attempts, now: Date) =>
  now.getTime() - lastAt.getTime() >= FORGOTTEN_AFTER_MS;

/** How long until the next attempt is allowed; 0 when it is. The time doubles with each attempt beyond the free ones. */
export function lockedForMs(attempts: Attempts | null, { free, longestMs }: LockoutRule, now: Date): number {
  if (attempts === null || attempts.count < free || isForgotten(attempts, now)) return 0;
  const lengthMs = Math.min(longestMs, FIRST_MS * 2 ** Math.min(30, attempts.count - free));
  return Math.max(0, attempts.lastAt.getTime() + lengthMs - now.getTime());
}

export const attemptsAfter = (attempts: Attempts | null, now: Date): Attempts => ({
  count: attempts === null || isForgotten(attempts, now) ? 1 : attempts.count + 1,
  lastAt: now,
});
