import type { Execution } from '../core/execution.ts';
import type { RunView } from '../features/executions/get-run.ts';
import type { ExecutionAnswer, ExecutionItem } from './schemas/executions.ts';
import type { RunAnswer } from './schemas/runs.ts';

const isoOf = (instant: Date | null | undefined): string | null => instant?.toISOString() ?? null;

/** An execution without its statements, flat; what its result would tell is null until there is one. */
export const executionItemOf = ({ result, ...execution }: Execution): ExecutionItem => ({
  id: execution.id,
  runId: execution.runId,
  testId: execution.testId,
  testName: execution.testName,
  kind: execution.kind,
  connectionId: execution.connectionId,
  dataset: execution.dataset,
  tags: [...execution.tags],
  trigger: execution.trigger,
  status: execution.status,
  attempt: execution.attempt,
  queuedAt: execution.queuedAt.toISOString(),
  startedAt: isoOf(execution.startedAt),
  finishedAt: isoOf(execution.finishedAt),
  durationMs:
    execution.startedAt && execution.finishedAt
      ? execution.finishedAt.getTime() - execution.startedAt.getTime()
      : null,
  message: result?.message ?? null,
  errorCode: result?.errorCode ?? null,
  observed: result?.observed ?? null,
  expected: result?.expected ?? null,
  rowsTested: result?.rowsTested ?? null,
  engineVersion: result?.engineVersion ?? null,
  measuredAt: isoOf(result?.measuredAt),
  testVersion: result?.testVersion ?? null,
  plumblineVersion: execution.plumblineVersion,
});

export const executionAnswerOf = (execution: Execution): ExecutionAnswer => ({
  ...executionItemOf(execution),
  statements:
    execution.result?.statements.map((statement) => ({
      ...statement,
      parameters: [...statement.parameters],
    })) ?? null,
});

export const runAnswerOf = (run: RunView): RunAnswer => ({
  runId: run.runId,
  state: run.state,
  queuedAt: run.queuedAt.toISOString(),
  counts: run.counts,
  executions: run.executions.map(executionItemOf),
});
