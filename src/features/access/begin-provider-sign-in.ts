import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../ports/clock.ts';
import { IdentityProvider } from '../../ports/identity-provider.ts';
import { OneTimeNotes } from '../../ports/one-time-notes.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';

/** Where to send a browser, and the state that it must bring back; good for ten minutes and for one way back. */
export interface WayToProvider {
  readonly url: string;
  readonly state: string;
  readonly endsAt: Date;
}

const LONGEST_MS = 10 * 60_000;

/** Throws `NoIdentityProvider`, `Unavailable`. */
export class BeginProviderSignIn extends Command<WayToProvider> {}

@CommandHandler(BeginProviderSignIn)
export class BeginProviderSignInHandler implements ICommandHandler<BeginProviderSignIn> {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly notes: OneTimeNotes,
    private readonly secrets: SecretTexts,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<WayToProvider> {
    const { url, checks } = await this.provider.begin();
    const endsAt = new Date(this.clock.now().getTime() + LONGEST_MS);
    await this.notes.put(this.secrets.digest(checks.state), { ...checks }, endsAt);
    return { url, state: checks.state, endsAt };
  }
}
