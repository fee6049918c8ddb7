import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { passwordProblems, userViewOf, type UserView } from '../../core/access/user.ts';
import { InvalidInput } from '../../core/errors.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { NewUsers, type NewUser } from './new-users.ts';

/** Throws `InvalidInput`, `NameTaken`. */
export class CreateUser extends AuditedCommand<UserView> {
  constructor(readonly input: NewUser) {
    super();
  }

  override intention(): Intention {
    const { name, role } = this.input;
    return { action: 'user.create', subject: { type: 'user', id: null }, asked: { name, role } };
  }

  override outcome(user: UserView): Outcome {
    return { id: user.id, after: user };
  }
}

@CommandHandler(CreateUser)
export class CreateUserHandler implements ICommandHandler<CreateUser> {
  constructor(private readonly newUsers: NewUsers) {}

  async execute({ input }: CreateUser): Promise<UserView> {
    const problems = passwordProblems(input.password, input.name, 'password');
    if (problems.length > 0) throw new InvalidInput(problems);
    return userViewOf(await this.newUsers.make(input));
  }
}
