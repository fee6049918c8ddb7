import type { QualityTest } from '../../core/quality-test.ts';
import type { TestFilter, TestStore } from '../../ports/test-store.ts';

/** The enabled tests that pass a filter, a page at a time. */
export async function* enabledTests(
  tests: TestStore,
  filter: TestFilter,
): AsyncGenerator<readonly QualityTest[]> {
  let cursor: string | null = null;
  do {
    const page = await tests.list({ ...filter, enabled: true }, { limit: 500, cursor });
    yield page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
