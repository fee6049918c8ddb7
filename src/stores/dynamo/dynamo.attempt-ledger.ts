import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { attemptsAfter, lockedForMs, type Attempts, type LockoutRule } from '../../core/access/lockout.ts';
import { AttemptLedger } from '../../ports/attempt-ledger.ts';
import { met } from './name-reservations.ts';
import { expiry } from './short-lived.ts';
import { sessionsTable } from './tables.ts';

const DAY_MS = 24 * 3_600_000;
/** So many lost races under one key are an attack, not bad luck. */
const MOST_RACES = 10;
const AFTER_RACES_MS = 1000;

/** Counts in the table `<prefix>Sessions`, which `ensureTables` makes: each attempt writes on condition that none came between. */
export class DynamoAttemptLedger extends AttemptLedger {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = sessionsTable(prefix);
  }

  async begin(key: string, rule: LockoutRule, now: Date): Promise<number> {
    for (let n = 0; n < MOST_RACES; n++) {
      const seen = await this.attempts(key);
      const ms = lockedForMs(seen, rule, now);
      if (ms > 0) return ms;
      if (await this.write(key, seen, attemptsAfter(seen, now))) return 0;
    }
    return AFTER_RACES_MS;
  }

  async takeBack(key: string): Promise<void> {
    await met(
      this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: keyOf(key),
          UpdateExpression: 'ADD #count :less',
          ConditionExpression: '#count > :none',
          ExpressionAttributeNames: { '#count': 'count' },
          ExpressionAttributeValues: { ':less': -1, ':none': 0 },
        }),
      ),
    );
  }

  async clear(key: string): Promise<void> {
    await this.client.send(new DeleteCommand({ TableName: this.table, Key: keyOf(key) }));
  }

  private async attempts(key: string): Promise<Attempts | null> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: keyOf(key), ConsistentRead: true }),
    );
    return Item ? { count: Number(Item['count']), lastAt: new Date(Number(Item['lastAt'])) } : null;
  }

  private write(key: string, seen: Attempts | null, { count, lastAt }: Attempts): Promise<boolean> {
    const unchanged =
      seen === null
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#count = :count AND #lastAt = :lastAt',
            ExpressionAttributeNames: { '#count': 'count', '#lastAt': 'lastAt' },
            ExpressionAttributeValues: { ':count': seen.count, ':lastAt': seen.lastAt.getTime() },
          };
    const Item = {
      ...keyOf(key),
      count,
      lastAt: lastAt.getTime(),
      ...expiry(new Date(lastAt.getTime() + DAY_MS)),
    };
    return met(this.client.send(new PutCommand({ TableName: this.table, Item, ...unchanged })));
  }
}

const keyOf = (key: string) => ({ pk: `attempts#${key}` });
