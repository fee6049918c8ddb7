import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Connection } from '../../core/connection.ts';
import { newConnectionId } from '../../core/ids.ts';
import { Clock } from '../../ports/clock.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { Connectors } from '../../ports/connectors.ts';
import { SecretCipher } from '../../ports/secret-cipher.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { askedOf, checkConnectionInput, type ConnectionInput } from './connection-input.ts';
import { viewOf, type ConnectionView } from './connection-view.ts';

/** Throws `InvalidInput`, `NameTaken`. */
export class CreateConnection extends AuditedCommand<ConnectionView> {
  constructor(readonly input: ConnectionInput) {
    super();
  }

  override intention(): Intention {
    return {
      action: 'connection.create',
      subject: { type: 'connection', id: null },
      asked: askedOf(this.input),
    };
  }

  override outcome(after: ConnectionView): Outcome {
    return { id: after.id, after };
  }
}

@CommandHandler(CreateConnection)
export class CreateConnectionHandler implements ICommandHandler<CreateConnection> {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly connectors: Connectors,
    private readonly cipher: SecretCipher,
    private readonly clock: Clock,
  ) {}

  async execute({ input }: CreateConnection): Promise<ConnectionView> {
    const { settings, secrets, limits } = checkConnectionInput(input, this.connectors);
    const now = this.clock.now();
    const connection: Connection = {
      id: newConnectionId(now),
      version: 1,
      name: input.name,
      description: input.description ?? null,
      engine: input.engine,
      settings,
      sealedSecrets: secrets === null ? null : this.cipher.seal(secrets),
      secretNames: Object.keys(secrets ?? {}).sort(),
      limits,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    };
    await this.connections.create(connection);
    return viewOf(connection);
  }
}
