import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ConnectionNotFound } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { viewOf, type ConnectionView } from './connection-view.ts';

/** Throws `ConnectionNotFound`. */
export class GetConnection extends Query<ConnectionView> {
  constructor(readonly id: ConnectionId) {
    super();
  }
}

@QueryHandler(GetConnection)
export class GetConnectionHandler implements IQueryHandler<GetConnection> {
  constructor(private readonly connections: ConnectionStore) {}

  async execute({ id }: GetConnection): Promise<ConnectionView> {
    const connection = await this.connections.get(id);
    if (!connection) throw new ConnectionNotFound(id);
    return viewOf(connection);
  }
}
