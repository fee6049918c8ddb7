import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { userViewOf, type UserView } from '../../core/access/user.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { UserStore } from '../../ports/user-store.ts';

/** By name, ascending. Throws `MalformedCursor`. */
export class ListUsers extends Query<Page<UserView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListUsers)
export class ListUsersHandler implements IQueryHandler<ListUsers> {
  constructor(private readonly users: UserStore) {}

  async execute({ page }: ListUsers): Promise<Page<UserView>> {
    const { items, nextCursor } = await this.users.list(page);
    return { items: items.map(userViewOf), nextCursor };
  }
}
