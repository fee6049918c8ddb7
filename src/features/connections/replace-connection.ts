import { isDeepStrictEqual } from 'node:util';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Connection } from '../../core/connection.ts';
import { ConnectionNotFound, InvalidInput, VersionConflict } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { Connector } from '../../ports/connector.ts';
import { Clock } from '../../ports/clock.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { Connectors } from '../../ports/connectors.ts';
import { SecretCipher } from '../../ports/secret-cipher.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { askedOf, checkConnectionInput, type ConnectionInput } from './connection-input.ts';
import { viewOf, type ConnectionView } from './connection-view.ts';

/**
 * `expectedVersion` null replaces whatever is there now.
 * Throws `ConnectionNotFound`, `InvalidInput`, `NameTaken`, `VersionConflict`.
 */
export class ReplaceConnection extends AuditedCommand<ConnectionView> {
  constructor(
    readonly id: ConnectionId,
    readonly expectedVersion: number | null,
    readonly input: ConnectionInput,
  ) {
    super();
  }

  override intention(): Intention {
    return {
      action: 'connection.replace',
      subject: { type: 'connection', id: this.id },
      asked: askedOf(this.input),
    };
  }

  override outcome(after: ConnectionView): Outcome {
    return { after };
  }
}

@CommandHandler(ReplaceConnection)
export class ReplaceConnectionHandler implements ICommandHandler<ReplaceConnection> {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly connectors: Connectors,
    private readonly cipher: SecretCipher,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion, input }: ReplaceConnection): Promise<ConnectionView> {
    const current = await this.connections.get(id);
    if (!current) throw new ConnectionNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    const { connector, settings, secrets, limits } = checkConnectionInput(input, this.connectors);
    if (
      secrets === null &&
      current.sealedSecrets !== null &&
      pointsElsewhere(connector, current, { engine: input.engine, settings })
    )
      throw new InvalidInput(
        [{ path: 'secrets', message: 'must be given again when the connection points somewhere else' }],
        'SECRETS_REQUIRED',
      );
    const next: Connection = {
      ...current,
      version: current.version + 1,
      name: input.name,
      description: input.description ?? null,
      engine: input.engine,
      settings,
      sealedSecrets: secrets === null ? current.sealedSecrets : this.cipher.seal(secrets),
      secretNames: secrets === null ? current.secretNames : Object.keys(secrets).sort(),
      limits,
      updatedAt: this.clock.now().toISOString(),
    };
    await this.connections.replace(next);
    return viewOf(next);
  }
}

/** Whoever can edit a connection must not be able to send its stored password to a server of their own. */
const pointsElsewhere = (
  connector: Connector,
  current: Connection,
  next: Pick<Connection, 'engine' | 'settings'>,
): boolean =>
  current.engine !== next.engine ||
  connector.identitySettings.some((name) => !isDeepStrictEqual(current.settings[name], next.settings[name]));
