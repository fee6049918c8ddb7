import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ConnectionId } from '../../core/ids.ts';
import type { ConnectionReport } from '../../ports/connector.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { OpenConnection } from './open-connection.ts';

/** Answers within the connection's connect time-out, reachable or not. Throws `ConnectionNotFound`. */
export class VerifyConnection extends AuditedCommand<ConnectionReport> {
  constructor(readonly id: ConnectionId) {
    super();
  }

  override intention(): Intention {
    return { action: 'connection.verify', subject: { type: 'connection', id: this.id } };
  }
}

@CommandHandler(VerifyConnection)
export class VerifyConnectionHandler implements ICommandHandler<VerifyConnection> {
  constructor(private readonly open: OpenConnection) {}

  async execute({ id }: VerifyConnection): Promise<ConnectionReport> {
    const { connector, target } = await this.open.byId(id);
    return connector.verify(target);
  }
}
