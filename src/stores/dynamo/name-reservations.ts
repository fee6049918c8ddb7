import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { reservationKey } from './item-keys.ts';

/** How old a reservation without its record must be before another operation may take the name. */
const STALE_AFTER_MS = 10_000;
/** A record must be written this soon after its name was reserved, or not at all. */
export const WRITE_WITHIN_MS = 5_000;

const reservation = z.object({ recordId: z.string(), token: z.string(), reservedAt: z.number() });
type Reservation = z.infer<typeof reservation>;

/**
 * Unique names without transactions (which the embedded DynamoDB lacks). A name belongs to whom the item `name#<key>`
 * names: it is written first, on condition that it is not there, and only then the record that carries the name.
 *
 * A process that dies between the two leaves a reservation without a record, one that dies after a rename or a delete
 * leaves that of the old name. Either is stale once it is older than `STALE_AFTER_MS` and no record carries the name
 * for it; then the next one who wants the name takes it over, on condition that it is still the same reservation (its
 * `token`). Whoever is so slow that this could happen to a reservation in use gives up first (`WRITE_WITHIN_MS`; the
 * difference is what the clocks of two processes may differ).
 *
 * A reservation is released with its token only, so a late release never frees a name that was taken over.
 */
export class NameReservations {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
    /** Whether the record with that id carries the name at this moment. */
    private readonly carries: (recordId: string, nameKey: string) => Promise<boolean>,
  ) {}

  /**
   * Answers null when `wanted.recordId` may now carry the name, else the id of the record that has it (or is about to).
   * `token` is new for every operation.
   */
  async reserve(
    nameKey: string,
    wanted: { readonly recordId: string; readonly token: string },
  ): Promise<string | null> {
    const mine: Reservation = { ...wanted, reservedAt: Date.now() };
    for (;;) {
      if (await this.write(nameKey, mine, null)) return null;
      const holder = await this.holder(nameKey);
      if (holder === null) continue;
      // The client repeats a request whose answer got lost: the name may be ours although the condition failed.
      if (holder.token === mine.token) return null;
      const isFresh = Date.now() - holder.reservedAt <= STALE_AFTER_MS;
      if (isFresh || (await this.carries(holder.recordId, nameKey))) return holder.recordId;
      if (await this.write(nameKey, mine, holder.token)) return null;
    }
  }

  /** Frees the name if the reservation is still the one with `token`. */
  async release(nameKey: string, token: string): Promise<void> {
    await met(
      this.client.send(
        new DeleteCommand({
          TableName: this.table,
          Key: { pk: reservationKey(nameKey) },
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': token },
        }),
      ),
    );
  }

  /** The id for which the name is reserved; whether a record carries it is another question. */
  async holderOf(nameKey: string): Promise<string | null> {
    return (await this.holder(nameKey))?.recordId ?? null;
  }

  private async write(nameKey: string, mine: Reservation, replaces: string | null): Promise<boolean> {
    return met(
      this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: { pk: reservationKey(nameKey), ...mine },
          ...(replaces === null
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#token = :token',
                ExpressionAttributeNames: { '#token': 'token' },
                ExpressionAttributeValues: { ':token': replaces },
              }),
        }),
      ),
    );
  }

  private async holder(nameKey: string): Promise<Reservation | null> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { pk: reservationKey(nameKey) }, ConsistentRead: true }),
    );
    return Item === undefined ? null : reservation.parse(Item);
  }
}

/** Whether the condition of a conditional write was met. */
export async function met(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
