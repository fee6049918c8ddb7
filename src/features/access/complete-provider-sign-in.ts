import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { WrongCredentials } from '../../core/errors.ts';
import { Clock } from '../../ports/clock.ts';
import { IdentityProvider, type ProviderChecks } from '../../ports/identity-provider.ts';
import { OneTimeNotes } from '../../ports/one-time-notes.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { ProvidedUsers } from './provided-users.ts';
import type { StartedSession } from './session-holders.ts';

/**
 * `state` is what the browser kept, `query` what the provider sent along. Throws `WrongCredentials`, `Forbidden` for
 * who has no role here, `NoIdentityProvider`, `Unavailable`.
 */
export class CompleteProviderSignIn extends AuditedCommand<StartedSession> {
  constructor(
    readonly state: string,
    readonly query: string,
    readonly replaces: string | null,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'session.start', subject: { type: 'session', id: null }, asked: { by: 'OIDC' } };
  }

  override outcome({ user }: StartedSession): Outcome {
    return { id: user.id, after: user };
  }
}

const checks: z.ZodType<ProviderChecks> = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
});

@CommandHandler(CompleteProviderSignIn)
export class CompleteProviderSignInHandler implements ICommandHandler<CompleteProviderSignIn> {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly notes: OneTimeNotes,
    private readonly secrets: SecretTexts,
    private readonly users: ProvidedUsers,
    private readonly clock: Clock,
  ) {}

  async execute({ state, query, replaces }: CompleteProviderSignIn): Promise<StartedSession> {
    const note = await this.notes.take(this.secrets.digest(state), this.clock.now());
    const expected = checks.safeParse(note);
    if (!expected.success) throw new WrongCredentials('this way to sign in is over: begin again');
    const person = await this.provider.complete(query, expected.data);
    return this.users.comeIn(person, replaces);
  }
}
