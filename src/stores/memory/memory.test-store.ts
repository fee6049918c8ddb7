import { TestNotFound } from '../../core/errors.ts';
import type { TestId } from '../../core/ids.ts';
import type { KindName } from '../../core/kinds/registry.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { matches, type QualityTest, type TestFilter } from '../../core/quality-test.ts';
import { TestStore, type TestCensus } from '../../ports/test-store.ts';
import { NamedMap } from './named-map.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryTestStore extends TestStore {
  private readonly tests = new NamedMap<QualityTest>('test', (id) => new TestNotFound(id));

  async create(test: QualityTest): Promise<void> {
    this.tests.create(test);
  }

  async get(id: TestId): Promise<QualityTest | null> {
    return this.tests.get(id);
  }

  async getMany(ids: readonly TestId[]): Promise<readonly QualityTest[]> {
    return [...new Set(ids)].flatMap((id) => this.tests.get(id) ?? []);
  }

  async list(filter: TestFilter, page: PageRequest): Promise<Page<QualityTest>> {
    return this.tests.page(page, (test) => matches(test, filter));
  }

  async replace(test: QualityTest): Promise<void> {
    this.tests.replace(test);
  }

  async delete(id: TestId, version: number | null): Promise<void> {
    this.tests.delete(id, version);
  }

  async census(): Promise<TestCensus> {
    const tests = this.tests.all();
    const byKind: { [kind in KindName]?: number } = {};
    for (const { kind } of tests) byKind[kind] = (byKind[kind] ?? 0) + 1;
    const enabled = tests.filter((test) => test.enabled).length;
    return { total: tests.length, enabled, disabled: tests.length - enabled, byKind };
  }
}
