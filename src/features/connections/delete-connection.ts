import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConnectionInUse, ConnectionNotFound, VersionConflict } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { TestStore } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { DeletedTests } from '../tests/deleted-tests.ts';

/**
 * With `cascade`, the connection's tests go first; their executions and incidents stay as history.
 * Throws `ConnectionNotFound`, `ConnectionInUse`, `VersionConflict`.
 */
export class DeleteConnection extends AuditedCommand<void> {
  constructor(
    readonly id: ConnectionId,
    readonly expectedVersion: number | null,
    readonly cascade: boolean,
  ) {
    super();
  }

  override intention(): Intention {
    const { id, cascade } = this;
    return { action: 'connection.delete', subject: { type: 'connection', id }, asked: { cascade } };
  }
}

@CommandHandler(DeleteConnection)
export class DeleteConnectionHandler implements ICommandHandler<DeleteConnection> {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly tests: TestStore,
    private readonly deleted: DeletedTests,
  ) {}

  async execute({ id, expectedVersion, cascade }: DeleteConnection): Promise<void> {
    const current = await this.connections.get(id);
    if (!current) throw new ConnectionNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    for (;;) {
      const { items } = await this.tests.list({ connectionId: id }, { limit: 100, cursor: null });
      if (items.length === 0) break;
      if (!cascade) throw new ConnectionInUse();
      for (const test of items) await this.tests.delete(test.id, null);
      await this.deleted.forget(items.map((test) => test.id));
    }
    await this.connections.delete(id, current.version);
  }
}
