import type { LockoutRule } from '../core/access/lockout.ts';

/** Counts attempts to sign in, for all processes together. */
export abstract class AttemptLedger {
  /**
   * Counts an attempt under `key`, or answers for how many milliseconds none is allowed (0: it counts and may go on).
   * It counts before the attempt is made and one after the other, so that no number of attempts at once gets more tries.
   */
  abstract begin(key: string, rule: LockoutRule, now: Date): Promise<number>;
  /** Takes one attempt back: it succeeded. */
  abstract takeBack(key: string): Promise<void>;
  /** Forgets all attempts under `key`. */
  abstract clear(key: string): Promise<void>;
}
