import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  type CreateTableCommandInput,
  type KeySchemaElement,
  type Projection,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../core/errors.ts';

/** Lists all records of a table by name: partition `workspace`, sort `nameOrder`. */
export const BY_NAME = 'byName';
/** Lists the tests of one connection by name: partition `connectionId`, sort `nameOrder`. */
export const BY_CONNECTION = 'byConnection';
/** Lists the audit entries about one thing by time: partition `subjectId`, sort `id`. */
export const BY_SUBJECT = 'bySubject';
/** Lists the audit entries of one action and month by time: partition `actionMonth`, sort `id`. */
export const BY_ACTION = 'byAction';

export const connectionsTable = (prefix: string): string => `${prefix}Connections`;
export const testsTable = (prefix: string): string => `${prefix}Tests`;
export const schedulesTable = (prefix: string): string => `${prefix}Schedules`;
export const channelsTable = (prefix: string): string => `${prefix}Channels`;
export const alertRulesTable = (prefix: string): string => `${prefix}AlertRules`;
export const auditLogsTable = (prefix: string): string => `${prefix}AuditLogs`;
export const usersTable = (prefix: string): string => `${prefix}Users`;
export const apiKeysTable = (prefix: string): string => `${prefix}ApiKeys`;
/** What lives for a while: sessions, one-time notes, counted attempts. Items go after `expiresAt`. */
export const sessionsTable = (prefix: string): string => `${prefix}Sessions`;

interface IndexDefinition {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  /** What index rows hold beside the keys. */
  readonly holds: readonly string[] | 'everything';
}

export interface TableDefinition {
  readonly table: string;
  /** Sorts the items that share a `pk`; null where a `pk` has one item, as in the tables of records. */
  readonly sort: string | null;
  readonly indexes: readonly IndexDefinition[];
}

/** Indexes of records sort by this attribute. */
export const SORT = 'nameOrder';

/** What `TestFilter` asks for: an index row can be refused without reading its record. */
const filterable = ['dataset', 'kind', 'tags', 'enabled', 'searchText'];

export const tableDefinitions = (prefix: string): readonly TableDefinition[] => [
  {
    table: connectionsTable(prefix),
    sort: null,
    indexes: [{ name: BY_NAME, partition: 'workspace', sort: SORT, holds: [] }],
  },
  {
    table: testsTable(prefix),
    sort: null,
    indexes: [
      { name: BY_NAME, partition: 'workspace', sort: SORT, holds: filterable },
      { name: BY_CONNECTION, partition: 'connectionId', sort: SORT, holds: filterable },
    ],
  },
  {
    table: schedulesTable(prefix),
    sort: null,
    indexes: [{ name: BY_NAME, partition: 'workspace', sort: SORT, holds: ['testIds'] }],
  },
  {
    table: channelsTable(prefix),
    sort: null,
    indexes: [{ name: BY_NAME, partition: 'workspace', sort: SORT, holds: [] }],
  },
  {
    table: alertRulesTable(prefix),
    sort: null,
    indexes: [{ name: BY_NAME, partition: 'workspace', sort: SORT, holds: [] }],
  },
  {
    table: auditLogsTable(prefix),
    sort: 'id',
    indexes: [
      { name: BY_SUBJECT, partition: 'subjectId', sort: 'id', holds: 'everything' },
      { name: BY_ACTION, partition: 'actionMonth', sort: 'id', holds: 'everything' },
    ],
  },
  {
    table: usersTable(prefix),
    sort: null,
    indexes: [{ name: BY_NAME, partition: 'workspace', sort: SORT, holds: [] }],
  },
  {
    table: apiKeysTable(prefix),
    sort: null,
    indexes: [{ name: BY_NAME, partition: 'workspace', sort: SORT, holds: [] }],
  },
  { table: sessionsTable(prefix), sort: null, indexes: [] },
];

function creationOf({ table, sort, indexes }: TableDefinition): CreateTableCommandInput {
  const keys = [['pk', sort], ...indexes.map((index) => [index.partition, index.sort])].flat();
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchemaOf('pk', sort),
    AttributeDefinitions: [...new Set(keys)]
      .filter((name) => name !== null)
      .map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(({ name, partition, sort: order, holds }) => ({
        IndexName: name,
        KeySchema: keySchemaOf(partition, order),
        Projection: projectionOf(holds),
      })),
    }),
  };
}

const keySchemaOf = (partition: string, sort: string | null): KeySchemaElement[] => [
  { AttributeName: partition, KeyType: 'HASH' },
  ...(sort === null ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
];

function projectionOf(holds: IndexDefinition['holds']): Projection {
  if (holds === 'everything') return { ProjectionType: 'ALL' };
  return holds.length > 0
    ? { ProjectionType: 'INCLUDE', NonKeyAttributes: [...holds] }
    : { ProjectionType: 'KEYS_ONLY' };
}

const WAIT_MS = 120_000;

/**
 * Creates the tables that are missing and waits until all of them can be used. Any number of processes may do this
 * at once. Answers every table and whether this call created it. Throws when a table of that name is not one of ours
 * (it lacks an index), and `Unavailable` when a table is not ready after two minutes.
 */
export async function ensureTables(
  client: DynamoDBDocumentClient,
  prefix: string,
): Promise<readonly { readonly table: string; readonly created: boolean }[]> {
  return Promise.all(
    tableDefinitions(prefix).map(async (wanted) => {
      const { table } = wanted;
      const created = (await describe(client, table)) === null && (await create(client, wanted));
      await untilActive(client, wanted);
      return { table, created };
    }),
  );
}

async function describe(client: DynamoDBDocumentClient, table: string): Promise<TableDescription | null> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: table }))).Table ?? null;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

/** False when another process created the table meanwhile. */
async function create(client: DynamoDBDocumentClient, wanted: TableDefinition): Promise<boolean> {
  try {
    await client.send(new CreateTableCommand(creationOf(wanted)));
    return true;
  } catch (error) {
    if (error instanceof ResourceInUseException) return false;
    throw error;
  }
}

async function untilActive(
  client: DynamoDBDocumentClient,
  { table, indexes }: TableDefinition,
): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  for (let delayMs = 50; Date.now() < deadline; delayMs = Math.min(delayMs * 2, 2000)) {
    const found = await describe(client, table);
    if (found?.TableStatus === 'ACTIVE') {
      const statuses = new Map(found.GlobalSecondaryIndexes?.map((i) => [i.IndexName, i.IndexStatus]));
      for (const { name } of indexes)
        if (!statuses.has(name)) throw new Error(`table ${table} exists but has no index ${name}`);
      if ([...statuses.values()].every((status) => status === 'ACTIVE')) return;
    }
    await sleep(delayMs);
  }
  throw new Unavailable(`table ${table} is not ready after two minutes`, 'CONFIG_STORE_UNAVAILABLE');
}
