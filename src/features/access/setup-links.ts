import { Injectable } from '@nestjs/common';
import { Clock } from '../../ports/clock.ts';
import { OneTimeNotes } from '../../ports/one-time-notes.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';
import { SetupOpening } from './setup-opening.ts';

const DAY_MS = 24 * 3_600_000;
const NOTE = 'setup';

/** One-time links for the first admin. */
@Injectable()
export class SetupLinks {
  constructor(
    private readonly opening: SetupOpening,
    private readonly notes: OneTimeNotes,
    private readonly secrets: SecretTexts,
    private readonly clock: Clock,
  ) {}

  /** The token of a new link, good for a day and for one use; null when somebody can come in already. */
  async offer(): Promise<string | null> {
    if (!(await this.opening.isOpen())) return null;
    const token = this.secrets.random();
    const expiresAt = new Date(this.clock.now().getTime() + DAY_MS);
    await this.notes.put(this.secrets.digest(token), NOTE, expiresAt);
    return token;
  }

  /** Whether the link was good; it is not any more. */
  async take(token: string): Promise<boolean> {
    const note = await this.notes.take(this.secrets.digest(token), this.clock.now());
    return note === NOTE && (await this.opening.isOpen());
  }
}
