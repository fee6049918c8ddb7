import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ExecutionNotFound } from '../../core/errors.ts';
import type { Execution } from '../../core/execution.ts';
import type { ExecutionId } from '../../core/ids.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';

/** Throws `ExecutionNotFound`. */
export class GetExecution extends Query<Execution> {
  constructor(readonly id: ExecutionId) {
    super();
  }
}

@QueryHandler(GetExecution)
export class GetExecutionHandler implements IQueryHandler<GetExecution> {
  constructor(private readonly executions: ExecutionReader) {}

  async execute({ id }: GetExecution): Promise<Execution> {
    const execution = await this.executions.get(id);
    if (!execution) throw new ExecutionNotFound(id);
    return execution;
  }
}
