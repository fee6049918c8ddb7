import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Execution } from '../../core/execution.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ExecutionReader, type ExecutionFilter } from '../../ports/execution-reader.ts';

/** Newest first. Throws `MalformedCursor`. */
export class ListExecutions extends Query<Page<Execution>> {
  constructor(
    readonly filter: ExecutionFilter,
    readonly page: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(ListExecutions)
export class ListExecutionsHandler implements IQueryHandler<ListExecutions> {
  constructor(private readonly executions: ExecutionReader) {}

  execute({ filter, page }: ListExecutions): Promise<Page<Execution>> {
    return this.executions.list(filter, page);
  }
}
