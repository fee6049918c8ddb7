import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { WrongCredentials } from '../../core/errors.ts';
import { PasswordHasher } from '../../ports/password-hasher.ts';
import { UserStore } from '../../ports/user-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { Lockout } from './lockout.ts';
import { SessionHolders, type StartedSession } from './session-holders.ts';

export interface SignInInput {
  readonly name: string;
  readonly password: string;
  readonly address: string | null;
  /** The token of a session that this one takes the place of. */
  readonly replaces: string | null;
}

/** Throws `WrongCredentials`, the same whatever is wrong, and `TooMany`. */
export class SignIn extends AuditedCommand<StartedSession> {
  constructor(readonly input: SignInInput) {
    super();
  }

  override intention(): Intention {
    const { name } = this.input;
    return { action: 'session.start', subject: { type: 'session', id: null }, asked: { name } };
  }

  override outcome({ user }: StartedSession): Outcome {
    return { id: user.id };
  }
}

@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(
    private readonly users: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly lockout: Lockout,
    private readonly sessions: SessionHolders,
  ) {}

  execute({ input: { name, password, address, replaces } }: SignIn): Promise<StartedSession> {
    return this.lockout.attempt(name, address, async () => {
      const user = await this.users.getByName(name);
      const fits = await this.hasher.verify(password, user?.passwordHash ?? null);
      if (!user || !fits || user.disabled) throw new WrongCredentials();
      return this.sessions.start(user, replaces);
    });
  }
}
