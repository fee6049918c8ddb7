import { DeleteCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Batcher } from '../../core/batcher.ts';
import {
  NameTaken,
  Unavailable,
  VersionConflict,
  type AppError,
  type NamedThing,
} from '../../core/errors.ts';
import { nameKey, nameOrder } from '../name-order.ts';
import { batchGet, type Item } from './batch-get.ts';
import { recordKey } from './item-keys.ts';
import { met, NameReservations, WRITE_WITHIN_MS } from './name-reservations.ts';

export interface NamedRecord {
  readonly id: string;
  readonly version: number;
  readonly name: string;
}

/** What tells the tables of records apart. */
export interface RecordKind<T extends NamedRecord> {
  readonly what: NamedThing;
  readonly table: string;
  /** Reads what is in an item's `record`. */
  readonly schema: z.ZodType<T>;
  /** Attributes beside `workspace` and `nameOrder` that the table's indexes hold. */
  readonly indexed: (record: T) => Item;
  readonly notFound: (id: string) => AppError;
}

/** There is one workspace so far; it partitions the index by name. */
export const WORKSPACE = 'default';

const head = z.object({
  version: z.number(),
  nameKey: z.string(),
  /** The token of the reservation of its name. */
  reservation: z.string(),
  /** The token of the operation that wrote it. */
  change: z.string(),
});

/** Records with unique names and versions in one table. An item holds the record and what is derived from it. */
export class NamedRecords<T extends NamedRecord> {
  private readonly names: NameReservations;
  private readonly reads: Batcher<string, Item | null>;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly kind: RecordKind<T>,
  ) {
    this.names = new NameReservations(
      client,
      kind.table,
      async (id, key) => (await this.item(id))?.['nameKey'] === key,
    );
    this.reads = new Batcher(
      async (pks) => {
        const items = await batchGet(client, kind.table, pks);
        return pks.map((pk) => items.get(pk) ?? null);
      },
      { itemsAtOnce: 100, callsAtOnce: 2 },
    );
  }

  /** Throws `NameTaken`. */
  async create(record: T): Promise<void> {
    const token = randomUUID();
    const signal = AbortSignal.timeout(WRITE_WITHIN_MS);
    const key = nameKey(record.name);
    if ((await this.names.reserve(key, { recordId: record.id, token })) !== null)
      throw new NameTaken(this.kind.what, record.name);
    if (await this.put(record, { reservation: token, change: token }, null, signal)) return;
    const stored = await this.head(record.id);
    if (stored?.change === token) return;
    await this.names.release(key, token);
    throw new Error(`there is already a ${this.kind.what} with id ${record.id}`);
  }

  async get(id: string): Promise<T | null> {
    const item = await this.item(id);
    return item && this.recordIn(item, id);
  }

  /** The record that carries the name, without regard to case. */
  async getByName(name: string): Promise<T | null> {
    const key = nameKey(name);
    const id = await this.names.holderOf(key);
    const item = id === null ? null : await this.item(id);
    return item?.['nameKey'] === key ? this.recordIn(item, id!) : null;
  }

  /** The records that exist among `ids`, with the place that each has in lists. */
  async getMany(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly record: T; readonly order: unknown }>> {
    const items = await Promise.all(ids.map(async (id) => ({ id, item: await this.item(id) })));
    return new Map(
      items.flatMap(({ id, item }) =>
        item ? [[id, { record: this.recordIn(item, id), order: item['nameOrder'] }]] : [],
      ),
    );
  }

  /**
   * Throws the kind's not-found error, `VersionConflict`, `NameTaken`. When the store stops answering half-way, the
   * outcome is not known and a reserved name is left to become stale.
   */
  async replace(record: T): Promise<void> {
    const { id } = record;
    const expected = record.version - 1;
    const before = await this.head(id);
    if (before === null) throw this.kind.notFound(id);
    if (before.version !== expected) throw new VersionConflict(expected);

    const change = randomUUID();
    const signal = AbortSignal.timeout(WRITE_WITHIN_MS);
    const key = nameKey(record.name);
    const isRenamed = key !== before.nameKey;
    if (isRenamed) {
      const holder = await this.names.reserve(key, { recordId: id, token: change });
      // Held for this very record: a concurrent change gives it the same name.
      if (holder === id) throw new VersionConflict(expected);
      if (holder !== null) throw new NameTaken(this.kind.what, record.name);
    }
    const reservation = isRenamed ? change : before.reservation;
    if (!(await this.put(record, { reservation, change }, expected, signal))) {
      const now = await this.head(id);
      // The client repeats a request whose answer got lost: the write may be ours although the condition failed.
      if (now?.change !== change) {
        if (isRenamed && now?.nameKey !== key) await this.names.release(key, change);
        throw now === null ? this.kind.notFound(id) : new VersionConflict(expected);
      }
    }
    if (isRenamed) await this.names.release(before.nameKey, before.reservation);
  }

  /** Deletes also what cannot be read any more. Throws the kind's not-found error and `VersionConflict`. */
  async delete(id: string, version: number | null): Promise<void> {
    let before: Item | undefined;
    const isDeleted = await met(
      this.client
        .send(
          new DeleteCommand({
            TableName: this.kind.table,
            Key: { pk: recordKey(id) },
            ReturnValues: 'ALL_OLD',
            ...(version !== null && {
              ConditionExpression: '#version = :version',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':version': version },
            }),
          }),
        )
        .then(({ Attributes }) => (before = Attributes)),
    );
    if (version !== null && !isDeleted && (await this.item(id)) !== null) throw new VersionConflict(version);
    if (before === undefined) throw this.kind.notFound(id);
    const { nameKey: key, reservation } = before;
    if (typeof key === 'string' && typeof reservation === 'string')
      await this.names.release(key, reservation);
  }

  private put(
    record: T,
    tokens: { readonly reservation: string; readonly change: string },
    expected: number | null,
    abortSignal: AbortSignal,
  ): Promise<boolean> {
    const { id, version, name } = record;
    const Item = {
      ...this.kind.indexed(record),
      pk: recordKey(id),
      workspace: WORKSPACE,
      nameOrder: nameOrder(name, id),
      nameKey: nameKey(name),
      version,
      ...tokens,
      record,
    };
    const condition =
      expected === null
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :expected',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':expected': expected },
          };
    return met(
      this.client.send(new PutCommand({ TableName: this.kind.table, Item, ...condition }), { abortSignal }),
    );
  }

  private item(id: string): Promise<Item | null> {
    return this.reads.add(recordKey(id));
  }

  private async head(id: string): Promise<z.infer<typeof head> | null> {
    const item = await this.item(id);
    return item && this.parsed(head, item, id);
  }

  private recordIn(item: Item, id: string): T {
    return this.parsed(this.kind.schema, item['record'], id);
  }

  private parsed<O>(schema: z.ZodType<O>, value: unknown, id: string): O {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'record'}: ${message}`,
    );
    throw new Unavailable(
      `the stored ${this.kind.what} ${id} is damaged: ${problems.join('; ')}`,
      'RECORD_UNREADABLE',
    );
  }
}
