import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../core/errors.ts';

export type Item = { readonly [attribute: string]: unknown };

/** The most keys that the API takes at once. */
const CHUNK = 100;
const MOST_TRIES = 10;

/** Strongly consistent reads of many items: those that exist, by their `pk`. */
export async function batchGet(
  client: DynamoDBDocumentClient,
  table: string,
  pks: readonly string[],
): Promise<ReadonlyMap<string, Item>> {
  const found = new Map<string, Item>();
  const distinct = [...new Set(pks)];
  for (let i = 0; i < distinct.length; i += CHUNK)
    for (const item of await chunkOf(client, table, distinct.slice(i, i + CHUNK)))
      found.set(item['pk'] as string, item);
  return found;
}

/** One answer may leave keys unread (16 MB, or throttling): they are asked for again, more slowly each time. */
async function chunkOf(
  client: DynamoDBDocumentClient,
  table: string,
  pks: readonly string[],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let keys: Record<string, unknown>[] = pks.map((pk) => ({ pk }));
  for (let tries = 1; keys.length > 0; tries++) {
    if (tries > MOST_TRIES)
      throw new Unavailable('the config store reads too slowly', 'CONFIG_STORE_UNAVAILABLE');
    if (tries > 2) await sleep(10 * 2 ** tries);
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    const read = answer.Responses?.[table] ?? [];
    items.push(...read);
    if (read.length > 0) tries = 1;
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}
