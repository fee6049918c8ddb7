import { DeleteCommand, ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AccessMaintenance } from '../../ports/access-maintenance.ts';
import { met } from './name-reservations.ts';
import { sessionsTable } from './tables.ts';

/** When an item may go: in whole seconds, so that DynamoDB's time to live can be pointed at it. */
export const expiry = (at: Date) => ({ expiresAt: Math.ceil(at.getTime() / 1000) });

/** Empties the table `<prefix>Sessions` of what is over. Reads all of it, which is for a timer and no request. */
export class DynamoAccessMaintenance extends AccessMaintenance {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = sessionsTable(prefix);
  }

  async forgetExpired(now: Date): Promise<number> {
    const over = {
      ExpressionAttributeNames: { '#expiresAt': 'expiresAt' },
      ExpressionAttributeValues: { ':now': Math.floor(now.getTime() / 1000) },
    };
    let forgotten = 0;
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await this.client.send(
        new ScanCommand({
          TableName: this.table,
          FilterExpression: '#expiresAt < :now',
          ProjectionExpression: 'pk',
          ...over,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      for (const { pk } of answer.Items ?? []) {
        const remove = new DeleteCommand({
          TableName: this.table,
          Key: { pk: pk as string },
          // it may have been used again since it was read
          ConditionExpression: '#expiresAt < :now',
          ...over,
        });
        if (await met(this.client.send(remove))) forgotten += 1;
      }
      start = answer.LastEvaluatedKey;
    } while (start);
    return forgotten;
  }
}
