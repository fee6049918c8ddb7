import { Injectable } from '@nestjs/common';
import { highestOf, type Role } from '../../core/access/role.ts';
import type { User } from '../../core/access/user.ts';
import { Forbidden, NameTaken } from '../../core/errors.ts';
import { providedUserId, type UserId } from '../../core/ids.ts';
import type { ProvidedPerson } from '../../ports/identity-provider.ts';
import { UserStore } from '../../ports/user-store.ts';
import { AccessSettings } from './access-settings.ts';
import { NewUsers } from './new-users.ts';
import { PrincipalCache } from './principal-cache.ts';
import { SessionHolders, type StartedSession } from './session-holders.ts';

/** Users for whom an identity provider vouches: it is asked about their role at each sign-in. */
@Injectable()
export class ProvidedUsers {
  constructor(
    private readonly users: UserStore,
    private readonly newUsers: NewUsers,
    private readonly sessions: SessionHolders,
    private readonly settings: AccessSettings,
    private readonly cache: PrincipalCache,
  ) {}

  /** Throws `Forbidden` for who is in no group that has a role, and for who is disabled here. */
  async comeIn(person: ProvidedPerson, replaces: string | null): Promise<StartedSession> {
    const role = highestOf(
      [...person.groups, EVERYBODY].flatMap((group) => this.settings.groupRoles.get(group) ?? []),
    );
    if (role === null) throw new Forbidden('none of your groups has a role in Plumbline', 'NO_ROLE');
    const id = providedUserId(person.issuer, person.subject);
    const known = await this.users.get(id);
    if (known?.disabled) throw new Forbidden('you are disabled in Plumbline', 'USER_DISABLED');
    const user = known ? await this.withRole(known, role) : await this.make(id, person, role);
    return this.sessions.start(user, replaces);
  }

  private async withRole(user: User, role: Role): Promise<User> {
    if (user.role === role) return user;
    const next = { ...user, role, version: user.version + 1 };
    await this.users.replace(next);
    this.cache.clear();
    return next;
  }

  /** A name that is taken already is told apart by who vouches for it. */
  private async make(id: UserId, { issuer, name, subject }: ProvidedPerson, role: Role): Promise<User> {
    try {
      return await this.newUsers.provided({ id, name, role, issuer });
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
      const longer = `${name} (${subject} of ${new URL(issuer).host})`;
      return this.newUsers.provided({ id, name: longer, role, issuer });
    }
  }
}

/** In the role map: everybody whom the provider lets in. */
const EVERYBODY = '*';
