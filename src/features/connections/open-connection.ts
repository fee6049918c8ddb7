import { Injectable } from '@nestjs/common';
import type { Connection, ConnectionTarget } from '../../core/connection.ts';
import { ConnectionNotFound, Unavailable } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import type { Connector } from '../../ports/connector.ts';
import { Connectors } from '../../ports/connectors.ts';
import { SecretCipher } from '../../ports/secret-cipher.ts';

/** A connection ready for use: its connector, and the target with the secrets opened. */
export interface OpenedConnection {
  readonly connection: Connection;
  readonly connector: Connector;
  readonly target: ConnectionTarget;
}

@Injectable()
export class OpenConnection {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly connectors: Connectors,
    private readonly cipher: SecretCipher,
  ) {}

  /** Throws `ConnectionNotFound`, and `Unavailable` when the secrets or the engine cannot be used here. */
  async byId(id: ConnectionId): Promise<OpenedConnection> {
    const connection = await this.connections.get(id);
    if (!connection) throw new ConnectionNotFound(id);
    const connector = this.connectors.for(connection.engine);
    if (!connector)
      throw new Unavailable(`this version has no connector for ${connection.engine}`, 'NO_CONNECTOR');
    return { connection, connector, target: this.targetOf(connection) };
  }

  private targetOf({ id, version, engine, settings, limits, sealedSecrets }: Connection): ConnectionTarget {
    const secrets = sealedSecrets === null ? {} : this.cipher.open(sealedSecrets);
    return { id, version, engine, settings, secrets, limits };
  }
}
