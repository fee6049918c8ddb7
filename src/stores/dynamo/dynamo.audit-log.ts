import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../../core/audit.ts';
import { Unavailable } from '../../core/errors.ts';
import type { AuditEntryId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { AuditLog, type AuditFilter } from '../../ports/audit-log.ts';
import { auditCursorAfter, auditPositionIn, monthOfId } from '../audit-cursor.ts';
import type { Item } from './batch-get.ts';
import { storedAuditEntry } from './stored-audit-entry.ts';
import { auditLogsTable, BY_ACTION, BY_SUBJECT } from './tables.ts';

/** The partition that names the months which have entries. */
const MONTHS = 'months';

/**
 * The audit log in the table `<prefix>AuditLogs`, which `ensureTables` makes. A partition holds one UTC month of entries,
 * sorted by id and hence by time; a month's name is written before its first entry, so that a list knows where to look.
 * Lists by subject and by action have indexes of their own. Nothing is ever scanned.
 */
export class DynamoAuditLog extends AuditLog {
  private readonly table: string;
  /** Months whose name this process has written. */
  private readonly named = new Set<string>();

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = auditLogsTable(prefix);
  }

  async record(entry: AuditEntry): Promise<void> {
    const month = monthOfId(entry.id);
    await this.nameMonth(month);
    await this.put({
      pk: monthKey(month),
      id: entry.id,
      subjectId: entry.subject.id ?? undefined,
      actionMonth: actionKey(entry.action, month),
      entry: { ...entry, at: entry.at.toISOString(), details: JSON.stringify(entry.details) },
    });
  }

  async list(filter: AuditFilter, { limit, cursor }: PageRequest): Promise<Page<AuditEntry>> {
    const after = auditPositionIn(cursor);
    const items: AuditEntry[] = [];
    for await (const item of this.entries(filter, after, limit + 1)) {
      if (items.length === limit) return { items, nextCursor: auditCursorAfter(items.at(-1)!.id) };
      items.push(entryIn(item));
    }
    return { items, nextCursor: null };
  }

  /** Newest first; `bunch` is how many are read at once. */
  private async *entries(
    { action, subjectId }: AuditFilter,
    after: AuditEntryId | null,
    bunch: number,
  ): AsyncGenerator<Item> {
    if (subjectId !== undefined) {
      const about = { index: BY_SUBJECT, attribute: 'subjectId', value: subjectId };
      for await (const item of this.partition(about, after, bunch))
        if (action === undefined || entryIn(item).action === action) yield item;
      return;
    }
    for await (const { id: month } of this.partition({ attribute: 'pk', value: MONTHS }, null, 100)) {
      if (after !== null && String(month) > monthOfId(after)) continue;
      yield* this.partition(
        action === undefined
          ? { attribute: 'pk', value: monthKey(String(month)) }
          : { index: BY_ACTION, attribute: 'actionMonth', value: actionKey(action, String(month)) },
        after,
        bunch,
      );
    }
  }

  /** Items of one partition of the table, or of an index, whose `id` is before `after`, the greatest first. */
  private async *partition(
    of: { readonly index?: string; readonly attribute: string; readonly value: string },
    after: AuditEntryId | null,
    bunch: number,
  ): AsyncGenerator<Item> {
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ...(of.index !== undefined && { IndexName: of.index }),
          // what was just written is listed, but for the indexes, which DynamoDB keeps a moment behind
          ConsistentRead: of.index === undefined,
          KeyConditionExpression: `#partition = :partition${after === null ? '' : ' AND #id < :after'}`,
          ExpressionAttributeNames: { '#partition': of.attribute, ...(after !== null && { '#id': 'id' }) },
          ExpressionAttributeValues: { ':partition': of.value, ...(after !== null && { ':after': after }) },
          ScanIndexForward: false,
          Limit: bunch,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      yield* answer.Items ?? [];
      start = answer.LastEvaluatedKey;
    } while (start);
  }

  private async nameMonth(month: string): Promise<void> {
    if (this.named.has(month)) return;
    await this.put({ pk: MONTHS, id: month });
    this.named.add(month);
  }

  /** What is there already stays: it is the same, written by an attempt whose answer got lost, or by another process. */
  private async put(item: Item): Promise<void> {
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

const monthKey = (month: string): string => `month#${month}`;
const actionKey = (action: string, month: string): string => `${action}#${month}`;

function entryIn(item: Item): AuditEntry {
  const parsed = storedAuditEntry.safeParse(item['entry']);
  if (!parsed.success)
    throw new Unavailable(`the stored audit entry ${String(item['id'])} is damaged`, 'RECORD_UNREADABLE');
  return parsed.data;
}
