import { attemptsAfter, lockedForMs, type Attempts, type LockoutRule } from '../../core/access/lockout.ts';
import { AttemptLedger } from '../../ports/attempt-ledger.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryAttemptLedger extends AttemptLedger {
  private readonly attempts = new Map<string, Attempts>();

  async begin(key: string, rule: LockoutRule, now: Date): Promise<number> {
    const seen = this.attempts.get(key) ?? null;
    const ms = lockedForMs(seen, rule, now);
    if (ms === 0) this.attempts.set(key, attemptsAfter(seen, now));
    return ms;
  }

  async takeBack(key: string): Promise<void> {
    const seen = this.attempts.get(key);
    if (seen && seen.count > 0) this.attempts.set(key, { ...seen, count: seen.count - 1 });
  }

  async clear(key: string): Promise<void> {
    this.attempts.delete(key);
  }
}
