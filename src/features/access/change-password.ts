import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { KnownActor } from '../../core/access/actor.ts';
import { passwordProblems, type User } from '../../core/access/user.ts';
import { Forbidden, InvalidInput, Unauthenticated, WrongCredentials } from '../../core/errors.ts';
import type { UserId } from '../../core/ids.ts';
import { Clock } from '../../ports/clock.ts';
import { PasswordHasher } from '../../ports/password-hasher.ts';
import { UserStore } from '../../ports/user-store.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { Lockout } from './lockout.ts';
import { PrincipalCache } from './principal-cache.ts';

export interface PasswordChange {
  /** Null for who has none yet. */
  readonly current: string | null;
  readonly next: string;
}

/**
 * One's own password. All of one's sessions are over then, also those that somebody else has stolen.
 * Throws `InvalidInput`, `WrongCredentials`, `TooMany`, and `Forbidden` for who is no user of our own.
 */
export class ChangePassword extends AuditedCommand<void> {
  constructor(
    readonly by: KnownActor,
    readonly change: PasswordChange,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'password.change', subject: { type: this.by.type, id: this.by.id } };
  }
}

@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(
    private readonly users: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly lockout: Lockout,
    private readonly clock: Clock,
    private readonly cache: PrincipalCache,
  ) {}

  async execute({ by, change: { current, next } }: ChangePassword): Promise<void> {
    if (by.type !== 'user') throw new Forbidden('only users have a password', 'NO_PASSWORD');
    const user = await this.users.get(by.id as UserId);
    if (!user) throw new Unauthenticated();
    if (user.issuer !== null)
      throw new Forbidden('your identity provider keeps your password', 'NO_PASSWORD');
    const problems = passwordProblems(next, user.name, 'password');
    if (problems.length > 0) throw new InvalidInput(problems);
    await this.lockout.attempt(user.name, by.address, () => this.prove(user, current));
    const now = this.clock.now().toISOString();
    await this.users.replace({
      ...user,
      version: user.version + 1,
      passwordHash: await this.hasher.hash(next),
      sessionsFrom: now,
      updatedAt: now,
    });
    this.cache.clear();
  }

  private async prove({ passwordHash }: User, current: string | null): Promise<void> {
    if (passwordHash === null && current === null) return;
    if (!(await this.hasher.verify(current ?? ' ', passwordHash)))
      throw new WrongCredentials('the current password is wrong');
  }
}
