import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Page, PageRequest } from '../../core/page.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { viewOf, type ConnectionView } from './connection-view.ts';

/** By name, ascending. Throws `MalformedCursor`. */
export class ListConnections extends Query<Page<ConnectionView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListConnections)
export class ListConnectionsHandler implements IQueryHandler<ListConnections> {
  constructor(private readonly connections: ConnectionStore) {}

  async execute({ page }: ListConnections): Promise<Page<ConnectionView>> {
    const { items, nextCursor } = await this.connections.list(page);
    return { items: items.map(viewOf), nextCursor };
  }
}
