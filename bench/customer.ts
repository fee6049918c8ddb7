import type { Connection, ConnectionTarget } from '../src/core/connection.ts';
import { SourceNetwork } from '../src/connectors/source-network.ts';
import type { ConnectionId } from '../src/core/ids.ts';
import { addressRangeOf } from '../src/core/network/address-rule.ts';

/** Where the benches' databases are. */
export const thisMachine = new SourceNetwork(
  [addressRangeOf('127.0.0.0/8')].filter((range) => range !== null),
);

/** A customer's database on a server that the bench has started, with limits that never end a statement. */
export function targetOf(url: string): ConnectionTarget {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    id: '01890000-0000-7000-8000-000000000000' as ConnectionId,
    version: 1,
    engine: 'postgres',
    settings: {
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      user: username,
      tls: { mode: 'disable' },
    },
    secrets: { password },
    limits: { maxConcurrency: 4, statementTimeout: '1h', lockTimeout: '5s', connectTimeout: '10s' },
  };
}

/** The connection that the target belongs to, as it would be stored. */
export const connectionOf = ({ id, version, engine, settings, limits }: ConnectionTarget): Connection => ({
  id,
  version,
  name: 'bench',
  description: null,
  engine,
  settings,
  sealedSecrets: null,
  secretNames: [],
  limits,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}
