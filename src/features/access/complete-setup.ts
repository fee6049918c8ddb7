import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { passwordProblems } from '../../core/access/user.ts';
import { InvalidInput, WrongCredentials, type FieldProblem } from '../../core/errors.ts';
import { firstUserId } from '../../core/ids.ts';
import { UserStore } from '../../ports/user-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { NewUsers, type FirstAdmin } from './new-users.ts';
import { SessionHolders, type StartedSession } from './session-holders.ts';
import { SetupLinks } from './setup-links.ts';
import { SetupOpening } from './setup-opening.ts';

/**
 * By the link of the first start: makes the admin, and signs in. Throws `InvalidInput`, and `WrongCredentials` for a link
 * that is not good, or not any more.
 */
export class CompleteSetup extends AuditedCommand<StartedSession> {
  constructor(
    readonly token: string,
    readonly admin: FirstAdmin,
  ) {
    super();
  }

  override intention(): Intention {
    const name = this.admin?.name ?? null;
    return { action: 'setup.complete', subject: { type: 'user', id: firstUserId }, asked: { name } };
  }

  override outcome({ user }: StartedSession): Outcome {
    return { after: user };
  }
}

@CommandHandler(CompleteSetup)
export class CompleteSetupHandler implements ICommandHandler<CompleteSetup> {
  constructor(
    private readonly links: SetupLinks,
    private readonly opening: SetupOpening,
    private readonly users: UserStore,
    private readonly newUsers: NewUsers,
    private readonly sessions: SessionHolders,
  ) {}

  /** Everything is checked before the link is used up. */
  async execute({ token, admin }: CompleteSetup): Promise<StartedSession> {
    const problems = problemsOf(admin, this.opening.isOneClick);
    if (problems.length > 0) throw new InvalidInput(problems);
    if (!(await this.links.take(token)))
      throw new WrongCredentials('this link is not good any more: a new one is printed at the next start');
    const user = (await this.users.get(firstUserId)) ?? (await this.newUsers.firstAdmin(admin));
    return this.sessions.start(user, null);
  }
}

function problemsOf(admin: FirstAdmin, isOneClick: boolean): readonly FieldProblem[] {
  if (admin !== null) return passwordProblems(admin.password, admin.name, 'password');
  return isOneClick ? [] : ['name', 'password'].map((path) => ({ path, message: 'is required' }));
}
