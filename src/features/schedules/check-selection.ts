import { InvalidInput } from '../../core/errors.ts';
import type { TestSelection } from '../../core/scheduling/schedule.ts';
import type { TestStore } from '../../ports/test-store.ts';

/** Throws `InvalidInput` naming every id that is not that of a test. */
export async function checkSelection({ testIds }: TestSelection, tests: TestStore): Promise<void> {
  if (!testIds) return;
  const found = new Set((await tests.getMany(testIds)).map(({ id }) => id));
  const problems = testIds.flatMap((id, i) =>
    found.has(id) ? [] : [{ path: `select.testIds.${i}`, message: 'is not the id of a test' }],
  );
  if (problems.length > 0) throw new InvalidInput(problems);
}
