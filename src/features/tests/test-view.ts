import type { QualityTest } from '../../core/quality-test.ts';
import type { ExecutionReader, LatestVerdict } from '../../ports/execution-reader.ts';

/** A test with its latest verdict; `latest` is null for a test that has not finished a run yet. */
export type TestView = QualityTest & { readonly latest: Omit<LatestVerdict, 'testId'> | null };

/** The tests, in their order, each with its latest verdict. */
export async function withLatest(
  tests: readonly QualityTest[],
  executions: ExecutionReader,
): Promise<readonly TestView[]> {
  const latest = await executions.latest(tests.map((test) => test.id));
  const byTest = new Map(latest.map(({ testId, ...verdict }) => [testId, verdict]));
  return tests.map((test) => ({ ...test, latest: byTest.get(test.id) ?? null }));
}
