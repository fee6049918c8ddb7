import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ScheduleNotFound } from '../../core/errors.ts';
import type { ScheduleId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import type { Schedule } from '../../core/scheduling/schedule.ts';
import { matchesFilter, ScheduleStore, testIdsOf, type ScheduleFilter } from '../../ports/schedule-store.ts';
import { idInKey } from './item-keys.ts';
import { pageByName, type RowConditions } from './name-pages.ts';
import { NamedRecords, WORKSPACE } from './named-records.ts';
import { storedSchedule } from './stored-records.ts';
import { BY_NAME, schedulesTable } from './tables.ts';

/** Schedules in the table `<prefix>Schedules`, which `ensureTables` makes. */
export class DynamoScheduleStore extends ScheduleStore {
  private readonly table: string;
  private readonly records: NamedRecords<Schedule>;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = schedulesTable(prefix);
    this.records = new NamedRecords(client, {
      what: 'schedule',
      table: this.table,
      schema: storedSchedule,
      indexed: (schedule) => ({ testIds: testIdsOf(schedule) }),
      notFound: (id) => new ScheduleNotFound(id),
    });
  }

  create(schedule: Schedule): Promise<void> {
    return this.records.create(schedule);
  }

  get(id: ScheduleId): Promise<Schedule | null> {
    return this.records.get(id);
  }

  async getMany(ids: readonly ScheduleId[]): Promise<readonly Schedule[]> {
    return [...(await this.records.getMany(ids)).values()].map(({ record }) => record);
  }

  list(filter: ScheduleFilter, page: PageRequest): Promise<Page<Schedule>> {
    const from = {
      list: 'schedules' as const,
      table: this.table,
      index: BY_NAME,
      partition: { attribute: 'workspace', value: WORKSPACE },
      conditions: conditionsOf(filter),
      meets: (schedule: Schedule) => matchesFilter(schedule, filter),
    };
    return pageByName(this.client, this.records, from, page);
  }

  replace(schedule: Schedule): Promise<void> {
    return this.records.replace(schedule);
  }

  delete(id: ScheduleId, version: number | null): Promise<void> {
    return this.records.delete(id, version);
  }

  async *ids(): AsyncGenerator<readonly ScheduleId[]> {
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          IndexName: BY_NAME,
          KeyConditionExpression: '#workspace = :workspace',
          ProjectionExpression: '#pk',
          ExpressionAttributeNames: { '#workspace': 'workspace', '#pk': 'pk' },
          ExpressionAttributeValues: { ':workspace': WORKSPACE },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      yield (answer.Items ?? []).map((row) => idInKey(row['pk'] as string) as ScheduleId);
      start = answer.LastEvaluatedKey;
    } while (start);
  }
}

const conditionsOf = ({ testId }: ScheduleFilter): RowConditions =>
  testId === undefined
    ? { texts: [], names: {}, values: {} }
    : {
        texts: ['contains(#testIds, :testId)'],
        names: { '#testIds': 'testIds' },
        values: { ':testId': testId },
      };
