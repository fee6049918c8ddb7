import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { Session } from '../../core/access/session.ts';
import { SessionStore } from '../../ports/session-store.ts';
import { met } from './name-reservations.ts';
import { expiry } from './short-lived.ts';
import { storedSession } from './stored-access-records.ts';
import { sessionsTable } from './tables.ts';

/** Sessions in the table `<prefix>Sessions`, which `ensureTables` makes. */
export class DynamoSessionStore extends SessionStore {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = sessionsTable(prefix);
  }

  async create({ startedAt, seenAt, ...session }: Session, endsAt: Date): Promise<void> {
    await this.client.send(
      new PutCommand({
        TableName: this.table,
        Item: {
          ...keyOf(session.digest),
          ...session,
          startedAt: startedAt.getTime(),
          seenAt: seenAt.getTime(),
          ...expiry(endsAt),
        },
      }),
    );
  }

  async get(digest: string): Promise<Session | null> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: keyOf(digest), ConsistentRead: true }),
    );
    return Item === undefined ? null : storedSession.parse(Item);
  }

  async touch(digest: string, at: Date, endsAt: Date): Promise<void> {
    await met(
      this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: keyOf(digest),
          UpdateExpression: 'SET #seenAt = :at, #expiresAt = :expiresAt',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#seenAt': 'seenAt', '#expiresAt': 'expiresAt' },
          ExpressionAttributeValues: { ':at': at.getTime(), ':expiresAt': expiry(endsAt).expiresAt },
        }),
      ),
    );
  }

  async delete(digest: string): Promise<void> {
    await this.client.send(new DeleteCommand({ TableName: this.table, Key: keyOf(digest) }));
  }
}

const keyOf = (digest: string) => ({ pk: `session#${digest}` });
