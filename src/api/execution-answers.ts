import type { Execution } from '../core/execution.ts';
import type { KeptSample, SampleExtent } from '../core/verdict/samples.ts';
import type { RunView } from '../features/executions/get-run.ts';
import type { ExecutionAnswer, ExecutionItem, SamplesAnswer } from './schemas/executions.ts';
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

const sampleOf = (sample: SampleExtent | null): ExecutionAnswer['sample'] =>
  sample && { available: true, rows: sample.rows, expiresAt: sample.expiresAt.toISOString() };

export const samplesAnswerOf = ({ columns, rows, expiresAt }: KeptSample): SamplesAnswer => ({
  columns: [...columns],
  rows: rows.map((row) => [...row]),
  expiresAt: expiresAt.toISOString(),
});

export const executionAnswerOf = (execution: Execution): ExecutionAnswer => ({
  ...executionItemOf(execution),
  metrics:
    execution.result?.metrics.map(({ name, value, structure }) => ({
      name,
      value,
      ...(structure !== undefined && { structure }),
    })) ?? null,
  failingRowsSql: execution.result?.failingRowsSql ?? null,
  sample: sampleOf(execution.result?.sample ?? null),
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
