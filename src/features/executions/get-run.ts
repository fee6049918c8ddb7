import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { RunNotFound } from '../../core/errors.ts';
import { isFinal, type Execution, type ExecutionStatus } from '../../core/execution.ts';
import type { RunId } from '../../core/ids.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';

/** A run is what its executions say; `finished` when all of them are final. */
export interface RunView {
  readonly runId: RunId;
  readonly state: 'queued' | 'running' | 'finished';
  readonly queuedAt: Date;
  readonly counts: { readonly [status in ExecutionStatus]?: number };
  readonly executions: readonly Execution[];
}

/** Throws `RunNotFound`. */
export class GetRun extends Query<RunView> {
  constructor(readonly id: RunId) {
    super();
  }
}

@QueryHandler(GetRun)
export class GetRunHandler implements IQueryHandler<GetRun> {
  constructor(private readonly executions: ExecutionReader) {}

  async execute({ id }: GetRun): Promise<RunView> {
    const executions = await this.executions.ofRun(id);
    const first = executions[0];
    if (!first) throw new RunNotFound(id);
    return {
      runId: id,
      state: stateOf(executions),
      queuedAt: first.queuedAt,
      counts: countsOf(executions),
      executions,
    };
  }
}

function stateOf(executions: readonly Execution[]): RunView['state'] {
  if (executions.every(({ status }) => isFinal[status])) return 'finished';
  return executions.every(({ status }) => status === 'queued') ? 'queued' : 'running';
}

function countsOf(executions: readonly Execution[]): RunView['counts'] {
  const counts: { [status in ExecutionStatus]?: number } = {};
  for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
