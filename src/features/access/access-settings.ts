import type { Role } from '../../core/access/role.ts';
import type { SessionRules } from '../../core/access/session.ts';

/** What the environment says about who may come in. */
export class AccessSettings {
  constructor(
    readonly sessions: SessionRules,
    /** The digest of an admin's key that is kept outside; null when there is none. */
    readonly adminKeyDigest: string | null,
    /** Whether one click on the link of the first start is enough: nobody but this machine can reach the platform. */
    readonly oneClickSetup: boolean,
    /** The role of each group of the identity provider; `*` is everybody. */
    readonly groupRoles: ReadonlyMap<string, Role>,
  ) {}
}
