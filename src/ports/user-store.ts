import type { User } from '../core/access/user.ts';
import type { UserId } from '../core/ids.ts';
import type { Page, PageRequest } from '../core/page.ts';

/**
 * Where users live. Names are unique without regard to case. Once there is a standing admin (see `isStandingAdmin`),
 * there always is one, whatever is done at the same moment elsewhere.
 */
export abstract class UserStore {
  /** Throws `NameTaken`. */
  abstract create(user: User): Promise<void>;
  abstract get(id: UserId): Promise<User | null>;
  /** Without regard to case. */
  abstract getByName(name: string): Promise<User | null>;
  /** By name, ascending. Throws `MalformedCursor`. */
  abstract list(page: PageRequest): Promise<Page<User>>;
  /**
   * Stores `user` in place of the record whose version is `user.version - 1`.
   * Throws `UserNotFound`, `VersionConflict`, `NameTaken`, `LastAdmin`.
   */
  abstract replace(user: User): Promise<void>;
  /** Deletes; with `version`, only that version. Throws `UserNotFound`, `VersionConflict`, `LastAdmin`. */
  abstract delete(id: UserId, version: number | null): Promise<void>;
}
