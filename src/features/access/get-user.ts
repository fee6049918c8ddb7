import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { userViewOf, type UserView } from '../../core/access/user.ts';
import { UserNotFound } from '../../core/errors.ts';
import type { UserId } from '../../core/ids.ts';
import { UserStore } from '../../ports/user-store.ts';

/** Throws `UserNotFound`. */
export class GetUser extends Query<UserView> {
  constructor(readonly id: UserId) {
    super();
  }
}

@QueryHandler(GetUser)
export class GetUserHandler implements IQueryHandler<GetUser> {
  constructor(private readonly users: UserStore) {}

  async execute({ id }: GetUser): Promise<UserView> {
    const user = await this.users.get(id);
    if (!user) throw new UserNotFound(id);
    return userViewOf(user);
  }
}
