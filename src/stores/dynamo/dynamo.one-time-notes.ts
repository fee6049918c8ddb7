import { DeleteCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Json } from '../../core/json.ts';
import { OneTimeNotes } from '../../ports/one-time-notes.ts';
import { expiry } from './short-lived.ts';
import { sessionsTable } from './tables.ts';

/** One-time notes in the table `<prefix>Sessions`, which `ensureTables` makes. */
export class DynamoOneTimeNotes extends OneTimeNotes {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = sessionsTable(prefix);
  }

  async put(digest: string, note: Json, expiresAt: Date): Promise<void> {
    const Item = { ...keyOf(digest), note, endsAt: expiresAt.getTime(), ...expiry(expiresAt) };
    await this.client.send(new PutCommand({ TableName: this.table, Item }));
  }

  async take(digest: string, now: Date): Promise<Json> {
    const { Attributes } = await this.client.send(
      new DeleteCommand({ TableName: this.table, Key: keyOf(digest), ReturnValues: 'ALL_OLD' }),
    );
    return Attributes === undefined || Number(Attributes['endsAt']) <= now.getTime()
      ? null
      : (Attributes['note'] as Json);
  }
}

const keyOf = (digest: string) => ({ pk: `note#${digest}` });
