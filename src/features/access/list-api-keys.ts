import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { apiKeyViewOf, type ApiKeyView } from '../../core/access/api-key.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ApiKeyStore } from '../../ports/api-key-store.ts';

/** By name, ascending. Throws `MalformedCursor`. */
export class ListApiKeys extends Query<Page<ApiKeyView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListApiKeys)
export class ListApiKeysHandler implements IQueryHandler<ListApiKeys> {
  constructor(private readonly keys: ApiKeyStore) {}

  async execute({ page }: ListApiKeys): Promise<Page<ApiKeyView>> {
    const { items, nextCursor } = await this.keys.list(page);
    return { items: items.map(apiKeyViewOf), nextCursor };
  }
}
