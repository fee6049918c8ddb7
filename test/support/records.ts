import { randomUUID } from 'node:crypto';
import { connectionLimits, type Connection } from '../../src/core/connection.ts';
import { newConnectionId, newScheduleId, newTestId, type ConnectionId } from '../../src/core/ids.ts';
import { testDefinition, type QualityTest } from '../../src/core/quality-test.ts';
import { scheduleDefinition, type Schedule } from '../../src/core/scheduling/schedule.ts';

const AT = '2026-01-02T03:04:05.678Z';

/** A connection with every field set, but for those given. */
export function someConnection(fields: Partial<Connection> = {}): Connection {
  return {
    id: newConnectionId(new Date(AT)),
    version: 1,
    name: `connection ${randomUUID()}`,
    description: 'orders and stock',
    engine: 'postgres',
    settings: { host: 'db.example', port: 5432, tls: { mode: 'verify-full', ca: null }, schemas: ['a', 'b'] },
    sealedSecrets: 'v1:00000000:AAAA',
    secretNames: ['password'],
    limits: connectionLimits.parse({}),
    createdAt: AT,
    updatedAt: AT,
    ...fields,
  };
}

export const someConnectionId = (): ConnectionId => newConnectionId(new Date(AT));

/** A volume test, or what `fields` make of it; the definition is one that the API would accept. */
export function someTest(fields: Record<string, unknown> = {}): QualityTest {
  const { id, version, createdAt, updatedAt, ...definition } = {
    id: newTestId(new Date(AT)),
    version: 1,
    createdAt: AT,
    updatedAt: AT,
    kind: 'volume',
    name: `test ${randomUUID()}`,
    connectionId: someConnectionId(),
    dataset: 'public.orders',
    fail: { min: 1 },
    ...fields,
  };
  return { ...testDefinition.parse(definition), id, version, createdAt, updatedAt };
}

/** A schedule that the API would accept; by default it selects by a tag and is due every day. */
export function someSchedule(fields: Record<string, unknown> = {}): Schedule {
  const { id, version, createdAt, updatedAt, origin, ...definition } = {
    id: newScheduleId(new Date(AT)),
    version: 1,
    createdAt: AT,
    updatedAt: AT,
    origin: null,
    name: `schedule ${randomUUID()}`,
    cron: '0 6 * * *',
    select: { tags: ['daily'] },
    ...fields,
  };
  return { ...scheduleDefinition.parse(definition), id, version, createdAt, updatedAt, origin };
}
