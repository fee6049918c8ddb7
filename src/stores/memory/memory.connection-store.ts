import type { Connection } from '../../core/connection.ts';
import { ConnectionNotFound } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { NamedMap } from './named-map.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryConnectionStore extends ConnectionStore {
  private readonly connections = new NamedMap<Connection>('connection', (id) => new ConnectionNotFound(id));

  async create(connection: Connection): Promise<void> {
    this.connections.create(connection);
  }

  async get(id: ConnectionId): Promise<Connection | null> {
    return this.connections.get(id);
  }

  async list(page: PageRequest): Promise<Page<Connection>> {
    return this.connections.page(page, () => true);
  }

  async replace(connection: Connection): Promise<void> {
    this.connections.replace(connection);
  }

  async delete(id: ConnectionId, version: number | null): Promise<void> {
    this.connections.delete(id, version);
  }
}
