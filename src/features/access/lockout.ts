import { Injectable } from '@nestjs/common';
import { addressRule, userRule } from '../../core/access/lockout.ts';
import { TooMany, WrongCredentials } from '../../core/errors.ts';
import { AttemptLedger } from '../../ports/attempt-ledger.ts';
import { Clock } from '../../ports/clock.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';

/** Slows down who guesses passwords: by the name that is guessed at, known or not, and by where the guesses come from. */
@Injectable()
export class Lockout {
  constructor(
    private readonly attempts: AttemptLedger,
    private readonly secrets: SecretTexts,
    private readonly clock: Clock,
  ) {}

  /** An attempt that ends in `WrongCredentials` counts. Throws `TooMany`, before anything is tried. */
  async attempt<T>(name: string, address: string | null, work: () => Promise<T>): Promise<T> {
    const user = `user ${this.secrets.digest(name.trim().normalize('NFC').toLowerCase())}`;
    const from = `address ${address ?? 'unknown'}`;
    await this.begin(user, userRule);
    await this.begin(from, addressRule);
    let result: T;
    try {
      result = await work();
    } catch (error) {
      if (!(error instanceof WrongCredentials)) {
        await this.attempts.takeBack(user);
        await this.attempts.takeBack(from);
      }
      throw error;
    }
    await this.attempts.clear(user);
    await this.attempts.takeBack(from);
    return result;
  }

  private async begin(key: string, rule: typeof userRule): Promise<void> {
    const ms = await this.attempts.begin(key, rule, this.clock.now());
    if (ms > 0) throw new TooMany(ms, 'too many attempts: wait before the next one', 'TOO_MANY_ATTEMPTS');
  }
}
