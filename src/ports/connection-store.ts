import type { Connection } from '../core/connection.ts';
import type { ConnectionId } from '../core/ids.ts';
import type { Page, PageRequest } from '../core/page.ts';

/** Where connections live. Names are unique without regard to case. */
export abstract class ConnectionStore {
  /** Throws `NameTaken`. */
  abstract create(connection: Connection): Promise<void>;
  abstract get(id: ConnectionId): Promise<Connection | null>;
  /** By name, ascending. Throws `MalformedCursor`. */
  abstract list(page: PageRequest): Promise<Page<Connection>>;
  /**
   * Stores `connection` in place of the record whose version is `connection.version - 1`.
   * Throws `ConnectionNotFound`, `VersionConflict`, `NameTaken`.
   */
  abstract replace(connection: Connection): Promise<void>;
  /** Deletes; with `version`, only that version. Throws `ConnectionNotFound`, `VersionConflict`. */
  abstract delete(id: ConnectionId, version: number | null): Promise<void>;
}
