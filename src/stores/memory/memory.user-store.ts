import { isStandingAdmin, type User } from '../../core/access/user.ts';
import { LastAdmin, UserNotFound, VersionConflict } from '../../core/errors.ts';
import type { UserId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { UserStore } from '../../ports/user-store.ts';
import { nameKey } from '../name-order.ts';
import { NamedMap } from './named-map.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryUserStore extends UserStore {
  private readonly users = new NamedMap<User>('user', (id) => new UserNotFound(id));

  async create(user: User): Promise<void> {
    this.users.create(user);
  }

  async get(id: UserId): Promise<User | null> {
    return this.users.get(id);
  }

  async getByName(name: string): Promise<User | null> {
    const found = this.users.all().find((user) => nameKey(user.name) === nameKey(name));
    return structuredClone(found ?? null);
  }

  async list(page: PageRequest): Promise<Page<User>> {
    return this.users.page(page, () => true);
  }

  async replace(user: User): Promise<void> {
    this.check(user.id, user.version - 1, isStandingAdmin(user));
    this.users.replace(user);
  }

  async delete(id: UserId, version: number | null): Promise<void> {
    this.check(id, version, false);
    this.users.delete(id, version);
  }

  private check(id: UserId, version: number | null, stays: boolean): void {
    const before = this.users.get(id);
    if (before === null) throw new UserNotFound(id);
    if (version !== null && before.version !== version) throw new VersionConflict(version);
    const isLast = this.users.all().filter(isStandingAdmin).length === 1;
    if (isLast && isStandingAdmin(before) && !stays) throw new LastAdmin();
  }
}
