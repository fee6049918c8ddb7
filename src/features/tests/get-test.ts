import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { TestNotFound } from '../../core/errors.ts';
import type { TestId } from '../../core/ids.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';
import { TestStore } from '../../ports/test-store.ts';
import { withLatest, type TestView } from './test-view.ts';

/** Throws `TestNotFound`. */
export class GetTest extends Query<TestView> {
  constructor(readonly id: TestId) {
    super();
  }
}

@QueryHandler(GetTest)
export class GetTestHandler implements IQueryHandler<GetTest> {
  constructor(
    private readonly tests: TestStore,
    private readonly executions: ExecutionReader,
  ) {}

  async execute({ id }: GetTest): Promise<TestView> {
    const test = await this.tests.get(id);
    if (!test) throw new TestNotFound(id);
    const [view] = await withLatest([test], this.executions);
    return view!;
  }
}
