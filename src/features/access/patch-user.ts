import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Role } from '../../core/access/role.ts';
import { passwordProblems, userViewOf, type User, type UserView } from '../../core/access/user.ts';
import { InvalidInput, UserNotFound, VersionConflict, type FieldProblem } from '../../core/errors.ts';
import type { UserId } from '../../core/ids.ts';
import { Clock } from '../../ports/clock.ts';
import { PasswordHasher } from '../../ports/password-hasher.ts';
import { UserStore } from '../../ports/user-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { PrincipalCache } from './principal-cache.ts';

export interface UserPatch {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  readonly password?: string | undefined;
}

/**
 * Only the fields given change. A user who is disabled or gets a new password is signed out everywhere.
 * Throws `UserNotFound`, `InvalidInput`, `VersionConflict`, `LastAdmin`.
 */
export class PatchUser extends AuditedCommand<UserView> {
  constructor(
    readonly id: UserId,
    readonly expectedVersion: number | null,
    readonly patch: UserPatch,
  ) {
    super();
  }

  override intention(): Intention {
    const { password, ...rest } = this.patch;
    return {
      action: 'user.patch',
      subject: { type: 'user', id: this.id },
      asked: { ...rest, ...(password !== undefined && { password: 'a new one' }) },
    };
  }

  override outcome(after: UserView): Outcome {
    return { after };
  }
}

@CommandHandler(PatchUser)
export class PatchUserHandler implements ICommandHandler<PatchUser> {
  constructor(
    private readonly users: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
    private readonly cache: PrincipalCache,
  ) {}

  async execute({ id, expectedVersion, patch }: PatchUser): Promise<UserView> {
    const current = await this.users.get(id);
    if (!current) throw new UserNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    const problems = problemsOf(current, patch);
    if (problems.length > 0) throw new InvalidInput(problems);
    const { role = current.role, disabled = current.disabled, password } = patch;
    const passwordHash = password === undefined ? current.passwordHash : await this.hasher.hash(password);
    const now = this.clock.now().toISOString();
    const next: User = {
      ...current,
      version: current.version + 1,
      role,
      disabled,
      passwordHash,
      sessionsFrom: disabled || password !== undefined ? now : current.sessionsFrom,
      updatedAt: now,
    };
    await this.users.replace(next);
    this.cache.clear();
    return userViewOf(next);
  }
}

function problemsOf({ name, issuer }: User, { role, password }: UserPatch): readonly FieldProblem[] {
  const given = (path: string) => ({ path, message: 'is up to the identity provider of this user' });
  return [
    ...(issuer !== null && role !== undefined ? [given('role')] : []),
    ...(issuer !== null && password !== undefined ? [given('password')] : []),
    ...(password === undefined ? [] : passwordProblems(password, name, 'password')),
  ];
}
