import type { ApiKey } from '../../core/access/api-key.ts';
import { ApiKeyNotFound } from '../../core/errors.ts';
import type { ApiKeyId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ApiKeyStore } from '../../ports/api-key-store.ts';
import { NamedMap } from './named-map.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryApiKeyStore extends ApiKeyStore {
  private readonly keys = new NamedMap<ApiKey>('API key', (id) => new ApiKeyNotFound(id));
  private readonly usedAt = new Map<string, string>();

  async create(key: ApiKey): Promise<void> {
    this.keys.create(key);
  }

  async get(id: ApiKeyId): Promise<ApiKey | null> {
    const key = this.keys.get(id);
    return key && this.withUse(key);
  }

  async list(page: PageRequest): Promise<Page<ApiKey>> {
    const { items, nextCursor } = this.keys.page(page, () => true);
    return { items: items.map((key) => this.withUse(key)), nextCursor };
  }

  async delete(id: ApiKeyId): Promise<void> {
    this.keys.delete(id, null);
  }

  async touch(id: ApiKeyId, at: Date): Promise<void> {
    this.usedAt.set(id, at.toISOString());
  }

  private withUse(key: ApiKey): ApiKey {
    return { ...key, lastUsedAt: this.usedAt.get(key.id) ?? key.lastUsedAt };
  }
}
