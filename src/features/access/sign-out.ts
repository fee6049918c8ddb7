import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { KnownActor } from '../../core/access/actor.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';
import { SessionStore } from '../../ports/session-store.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { PrincipalCache } from './principal-cache.ts';

/** Ends the session of that token. */
export class SignOut extends AuditedCommand<void> {
  constructor(
    readonly by: KnownActor,
    readonly token: string,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'session.end', subject: { type: 'session', id: this.by.id } };
  }
}

@CommandHandler(SignOut)
export class SignOutHandler implements ICommandHandler<SignOut> {
  constructor(
    private readonly sessions: SessionStore,
    private readonly secrets: SecretTexts,
    private readonly cache: PrincipalCache,
  ) {}

  async execute({ token }: SignOut): Promise<void> {
    await this.sessions.delete(this.secrets.digest(token));
    this.cache.clear();
  }
}
