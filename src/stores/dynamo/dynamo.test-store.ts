import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TestNotFound } from '../../core/errors.ts';
import type { TestId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { matches, type QualityTest, type TestFilter } from '../../core/quality-test.ts';
import { TestStore, type TestCensus } from '../../ports/test-store.ts';
import { pageByName } from './name-pages.ts';
import { NamedRecords, WORKSPACE } from './named-records.ts';
import { rowConditions, searchTextOf } from './row-conditions.ts';
import { storedTest } from './stored-records.ts';
import { BY_CONNECTION, BY_NAME, testsTable } from './tables.ts';
import { TestCensusCache } from './test-census.ts';

/** Tests in the table `<prefix>Tests`, which `ensureTables` makes. */
export class DynamoTestStore extends TestStore {
  private readonly table: string;
  private readonly records: NamedRecords<QualityTest>;
  private readonly counts: TestCensusCache;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = testsTable(prefix);
    this.records = new NamedRecords(client, {
      what: 'test',
      table: this.table,
      schema: storedTest,
      indexed: (test) => {
        const { connectionId, dataset, kind, tags, enabled } = test;
        return { connectionId, dataset, kind, tags, enabled, searchText: searchTextOf(test) };
      },
      notFound: (id) => new TestNotFound(id),
    });
    this.counts = new TestCensusCache(client, this.table);
  }

  create(test: QualityTest): Promise<void> {
    return this.records.create(test).finally(() => this.counts.forget());
  }

  get(id: TestId): Promise<QualityTest | null> {
    return this.records.get(id);
  }

  async getMany(ids: readonly TestId[]): Promise<readonly QualityTest[]> {
    return [...(await this.records.getMany(ids)).values()].map(({ record }) => record);
  }

  list(filter: TestFilter, page: PageRequest): Promise<Page<QualityTest>> {
    const { connectionId } = filter;
    const index =
      connectionId === undefined
        ? { index: BY_NAME, partition: { attribute: 'workspace', value: WORKSPACE } }
        : { index: BY_CONNECTION, partition: { attribute: 'connectionId', value: connectionId } };
    const from = {
      ...index,
      list: 'tests' as const,
      table: this.table,
      conditions: rowConditions(filter),
      meets: (test: QualityTest) => matches(test, filter),
    };
    return pageByName(this.client, this.records, from, page);
  }

  replace(test: QualityTest): Promise<void> {
    return this.records.replace(test).finally(() => this.counts.forget());
  }

  delete(id: TestId, version: number | null): Promise<void> {
    return this.records.delete(id, version).finally(() => this.counts.forget());
  }

  census(): Promise<TestCensus> {
    return this.counts.read();
  }
}
