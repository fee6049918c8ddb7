import type { ApiKey } from '../core/access/api-key.ts';
import type { ApiKeyId } from '../core/ids.ts';
import type { Page, PageRequest } from '../core/page.ts';

/** Where API keys live. Names are unique without regard to case. */
export abstract class ApiKeyStore {
  /** Throws `NameTaken`. */
  abstract create(key: ApiKey): Promise<void>;
  abstract get(id: ApiKeyId): Promise<ApiKey | null>;
  /** By name, ascending. Throws `MalformedCursor`. */
  abstract list(page: PageRequest): Promise<Page<ApiKey>>;
  /** Throws `ApiKeyNotFound`. */
  abstract delete(id: ApiKeyId): Promise<void>;
  /** Notes when the key was last used; its version stays. Does nothing when the key is gone. */
  abstract touch(id: ApiKeyId, at: Date): Promise<void>;
}
