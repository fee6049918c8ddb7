import { Injectable } from '@nestjs/common';
import type { Role } from '../../core/access/role.ts';
import type { User } from '../../core/access/user.ts';
import { firstUserId, newUserId } from '../../core/ids.ts';
import { Clock } from '../../ports/clock.ts';
import { PasswordHasher } from '../../ports/password-hasher.ts';
import { UserStore } from '../../ports/user-store.ts';

export interface NewUser {
  readonly name: string;
  readonly password: string;
  readonly role: Role;
}

/** Null for one click. */
export type FirstAdmin = Pick<NewUser, 'name' | 'password'> | null;

/** Makes users. That their passwords are good enough was checked before. */
@Injectable()
export class NewUsers {
  constructor(
    private readonly users: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
  ) {}

  /** Throws `NameTaken`. */
  async make({ name, password, role }: NewUser): Promise<User> {
    const id = newUserId(this.clock.now());
    return this.store({ id, name, role, passwordHash: await this.hasher.hash(password), issuer: null });
  }

  /** Throws `NameTaken`. */
  async firstAdmin(admin: FirstAdmin): Promise<User> {
    const passwordHash = admin === null ? null : await this.hasher.hash(admin.password);
    return this.store({
      id: firstUserId,
      name: admin?.name ?? 'admin',
      role: 'admin',
      passwordHash,
      issuer: null,
    });
  }

  /** Of somebody for whom an identity provider vouches. Throws `NameTaken`. */
  async provided(fields: Pick<User, 'id' | 'name' | 'role'> & { readonly issuer: string }): Promise<User> {
    return this.store({ ...fields, passwordHash: null });
  }

  private async store(fields: Pick<User, 'id' | 'name' | 'role' | 'passwordHash' | 'issuer'>): Promise<User> {
    const now = this.clock.now().toISOString();
    const user: User = {
      ...fields,
      version: 1,
      disabled: false,
      sessionsFrom: now,
      createdAt: now,
      updatedAt: now,
    };
    await this.users.create(user);
    return user;
  }
}
