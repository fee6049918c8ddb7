import {
  DeleteCommand,
  PutCommand,
  ScanCommand,
  type DynamoDBDocumentClient,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { isDeepStrictEqual } from 'node:util';
import type { Item } from './batch-get.ts';
import { isRecordKey } from './item-keys.ts';
import { SORT, tableDefinitions, type TableDefinition } from './tables.ts';

/**
 * Makes the indexes of an embedded store agree with its records again. (Entries of the audit log need no mending: an
 * entry whose writing was cut off belongs to something that was never done.) It writes an item's index rows before the item
 * and in several steps, so a kill in between leaves rows without their record, and records that no list shows. Reads
 * everything: for a start, before anybody else writes, and never for DynamoDB, which needs no such thing. Answers how
 * many records it mended.
 */
export async function repairIndexes(client: DynamoDBDocumentClient, prefix: string): Promise<number> {
  let mended = 0;
  for (const definition of tableDefinitions(prefix))
    if (definition.sort === null) mended += await repairTable(client, definition);
  return mended;
}

/** An item on its way through a place where it does not belong; a kill meanwhile must not make it stay there. */
const MENDING = 'mending';

async function repairTable(
  client: DynamoDBDocumentClient,
  { table, indexes }: TableDefinition,
): Promise<number> {
  const put = (item: Item) => client.send(new PutCommand({ TableName: table, Item: item }));
  const remove = (pk: string) => client.send(new DeleteCommand({ TableName: table, Key: { pk } }));

  const items = new Map<string, Item>();
  for (const item of await scan(client, { TableName: table, ConsistentRead: true })) {
    const pk = item['pk'] as string;
    if (!isRecordKey(pk)) continue;
    const whole = MENDING in item ? (item[MENDING] as Item | null) : item;
    if (whole) items.set(pk, whole);
    else await remove(pk);
  }

  const strayRows: Item[] = [];
  const isRight = new Map(indexes.map(({ name }) => [name, new Set<string>()]));
  for (const { name, partition } of indexes)
    for (const row of await scan(client, { TableName: table, IndexName: name })) {
      const pk = row['pk'] as string;
      const item = items.get(pk);
      const place = { pk, [partition]: row[partition], [SORT]: row[SORT] };
      if (item === undefined || !isPartOf(place, item)) strayRows.push(place);
      else if (isPartOf(row, item)) isRight.get(name)!.add(pk);
    }

  const mended = new Set<string>();
  // An item put where a stray row points to owns the row, and takes it along when it moves on or goes.
  for (const place of strayRows) {
    const pk = place['pk'] as string;
    const item = items.get(pk);
    await put({ ...item, ...place, [MENDING]: item ?? null });
    await (item ? put(item) : remove(pk));
    mended.add(pk);
  }
  for (const [pk, item] of items) {
    if ([...isRight.values()].every((pks) => pks.has(pk))) continue;
    await put(item);
    mended.add(pk);
  }
  return mended.size;
}

const isPartOf = (part: Item, item: Item) =>
  Object.entries(part).every(([name, value]) => isDeepStrictEqual(item[name], value));

async function scan(client: DynamoDBDocumentClient, input: ScanCommandInput): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({ ...input, ...(start && { ExclusiveStartKey: start }) }),
    );
    items.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start);
  return items;
}
