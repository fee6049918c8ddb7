import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { KindName } from '../../core/kinds/registry.ts';
import type { TestCensus } from '../../ports/test-store.ts';
import { WORKSPACE } from './named-records.ts';
import { BY_NAME } from './tables.ts';

const KEEP_MS = 5_000;

/**
 * Counts the rows of the index by name, without reading the records again: thousands of reads for a view that may be
 * off by a few seconds would cost more than they tell. An answer is kept for 5 s, or until this process writes.
 */
export class TestCensusCache {
  private kept: { readonly until: number; readonly census: Promise<TestCensus> } | null = null;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  read(): Promise<TestCensus> {
    if (this.kept === null || this.kept.until < Date.now()) {
      const kept = { until: Date.now() + KEEP_MS, census: this.count() };
      this.kept = kept;
      // A failure goes to those who wait for it, and to nobody after them.
      kept.census.catch(() => {
        if (this.kept === kept) this.kept = null;
      });
    }
    return this.kept.census;
  }

  forget(): void {
    this.kept = null;
  }

  private async count(): Promise<TestCensus> {
    const byKind: { [kind in KindName]?: number } = {};
    let total = 0;
    let enabled = 0;
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          IndexName: BY_NAME,
          KeyConditionExpression: '#workspace = :workspace',
          ProjectionExpression: '#kind, #enabled',
          ExpressionAttributeNames: { '#workspace': 'workspace', '#kind': 'kind', '#enabled': 'enabled' },
          ExpressionAttributeValues: { ':workspace': WORKSPACE },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      for (const row of answer.Items ?? []) {
        const kind = row['kind'] as KindName;
        byKind[kind] = (byKind[kind] ?? 0) + 1;
        total += 1;
        if (row['enabled'] === true) enabled += 1;
      }
      start = answer.LastEvaluatedKey;
    } while (start);
    return { total, enabled, disabled: total - enabled, byKind };
  }
}
