import type { QueuedExecution, Trigger } from '../../core/execution.ts';
import { executionIdOf, timeOfId, type RunId } from '../../core/ids.ts';
import type { QualityTest } from '../../core/quality-test.ts';

/** The execution of a test in a run, as it is asked for. */
export const queuedExecution = (runId: RunId, test: QualityTest, trigger: Trigger): QueuedExecution => ({
  id: executionIdOf(runId, test.id),
  runId,
  testId: test.id,
  testName: test.name,
  kind: test.kind,
  connectionId: test.connectionId,
  dataset: test.dataset,
  tags: test.tags,
  trigger,
  queuedAt: timeOfId(runId),
});
