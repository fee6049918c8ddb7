import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Page, PageRequest } from '../../core/page.ts';
import { cursorAfter, positionIn, type ListName } from '../name-cursor.ts';
import { idInKey } from './item-keys.ts';
import type { NamedRecord, NamedRecords } from './named-records.ts';

/** Conditions on index rows, joined by AND; `names` and `values` are what the texts refer to. */
export interface RowConditions {
  readonly texts: readonly string[];
  readonly names: { readonly [placeholder: string]: string };
  readonly values: { readonly [placeholder: string]: unknown };
}

export interface NameIndex<T> {
  readonly list: ListName;
  readonly table: string;
  readonly index: string;
  readonly partition: { readonly attribute: string; readonly value: string };
  readonly conditions: RowConditions;
  /** The same conditions on the record itself. */
  readonly meets: (record: T) => boolean;
}

/** Rows looked at by one request when some of them are refused. */
const FILTERED_ROWS = 500;

/**
 * One page of an index sorted by name. An index is a hint: it lags behind on DynamoDB, and the embedded one may hold
 * rows whose record is gone after a hard kill. So every row's record is read again, and a row counts only if the
 * record is there, is still at this place of the order and meets the conditions. Reads one record more than
 * asked for, so a page that ends the list has no cursor.
 */
export async function pageByName<T extends NamedRecord>(
  client: DynamoDBDocumentClient,
  records: NamedRecords<T>,
  from: NameIndex<T>,
  page: PageRequest,
): Promise<Page<T>> {
  const items: T[] = [];
  let last = '';
  for await (const rows of rowsAfter(client, from, page)) {
    const found = await records.getMany(rows.map(({ id }) => id));
    for (const row of rows) {
      const stored = found.get(row.id);
      if (stored === undefined || stored.order !== row.order || !from.meets(stored.record)) continue;
      if (items.length === page.limit) return { items, nextCursor: cursorAfter(from.list, last) };
      items.push(stored.record);
      last = row.order;
    }
  }
  return { items, nextCursor: null };
}

interface Row {
  readonly id: string;
  readonly order: string;
}

/** The index's rows in order, in bunches no larger than what a page needs. */
async function* rowsAfter<T>(
  client: DynamoDBDocumentClient,
  { list, table, index, partition, conditions }: NameIndex<T>,
  { limit, cursor }: PageRequest,
): AsyncGenerator<readonly Row[]> {
  const after = positionIn(cursor, list);
  const isFiltered = conditions.texts.length > 0;
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: `#partition = :partition${after === null ? '' : ' AND #order > :after'}`,
        ...(isFiltered && { FilterExpression: conditions.texts.join(' AND ') }),
        ProjectionExpression: '#pk, #order',
        ExpressionAttributeNames: {
          '#partition': partition.attribute,
          '#order': 'nameOrder',
          '#pk': 'pk',
          ...conditions.names,
        },
        ExpressionAttributeValues: {
          ':partition': partition.value,
          ...(after !== null && { ':after': after }),
          ...conditions.values,
        },
        Limit: isFiltered ? FILTERED_ROWS : limit + 1,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    const rows = (answer.Items ?? []).map((row) => ({
      id: idInKey(row['pk'] as string),
      order: row['nameOrder'] as string,
    }));
    for (let i = 0; i < rows.length; i += limit + 1) yield rows.slice(i, i + limit + 1);
    start = answer.LastEvaluatedKey;
  } while (start);
}
