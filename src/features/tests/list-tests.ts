import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { MalformedCursor } from '../../core/errors.ts';
import type { ExecutionStatus } from '../../core/execution.ts';
import { isId, type TestId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { matches, type QualityTest } from '../../core/quality-test.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';
import { TestStore, type TestFilter } from '../../ports/test-store.ts';
import { withLatest, type TestView } from './test-view.ts';

/**
 * By name; with `status` (of the latest verdict) by age of the test, oldest first. Throws `MalformedCursor`.
 */
export class ListTests extends Query<Page<TestView>> {
  constructor(
    readonly filter: TestFilter & { readonly status?: ExecutionStatus | undefined },
    readonly page: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(ListTests)
export class ListTestsHandler implements IQueryHandler<ListTests> {
  constructor(
    private readonly tests: TestStore,
    private readonly executions: ExecutionReader,
  ) {}

  async execute({ filter: { status, ...filter }, page }: ListTests): Promise<Page<TestView>> {
    const found =
      status === undefined ? await this.tests.list(filter, page) : await this.byStatus(status, filter, page);
    return { items: await withLatest(found.items, this.executions), nextCursor: found.nextCursor };
  }

  /** Verdicts live with the results and definitions do not: walk the ids that have the status, keep what matches. */
  private async byStatus(
    status: ExecutionStatus,
    filter: TestFilter,
    page: PageRequest,
  ): Promise<Page<QualityTest>> {
    const items: QualityTest[] = [];
    if (page.cursor !== null && !isId(page.cursor)) throw new MalformedCursor();
    let after = page.cursor as TestId | null;
    for (;;) {
      const ids = await this.executions.testsWithStatus(status, { limit: 100, after });
      const stored = new Map((await this.tests.getMany(ids)).map((test) => [test.id, test]));
      for (const id of ids) {
        after = id;
        const test = stored.get(id);
        if (test && matches(test, filter)) items.push(test);
        if (items.length === page.limit) return { items, nextCursor: after };
      }
      if (ids.length < 100) return { items, nextCursor: null };
    }
  }
}
