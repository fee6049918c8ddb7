import type { TestId } from '../core/ids.ts';
import type { KindName } from '../core/kinds/registry.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { QualityTest, TestFilter } from '../core/quality-test.ts';

export type { TestFilter };

/** How many tests there are. */
export interface TestCensus {
  readonly total: number;
  readonly enabled: number;
  readonly disabled: number;
  readonly byKind: { readonly [kind in KindName]?: number };
}

/** Where test definitions live. Names are unique without regard to case. */
export abstract class TestStore {
  /** Throws `NameTaken`. */
  abstract create(test: QualityTest): Promise<void>;
  abstract get(id: TestId): Promise<QualityTest | null>;
  /** The tests that exist among `ids`, in no particular order. */
  abstract getMany(ids: readonly TestId[]): Promise<readonly QualityTest[]>;
  /** By name, ascending; a page may be shorter than its limit only when it is the last. Throws `MalformedCursor`. */
  abstract list(filter: TestFilter, page: PageRequest): Promise<Page<QualityTest>>;
  /**
   * Stores `test` in place of the record whose version is `test.version - 1`.
   * Throws `TestNotFound`, `VersionConflict`, `NameTaken`.
   */
  abstract replace(test: QualityTest): Promise<void>;
  /** Deletes; with `version`, only that version. Throws `TestNotFound`, `VersionConflict`. */
  abstract delete(id: TestId, version: number | null): Promise<void>;

  /** Counts over all tests. Cheap enough for every view of the dashboard; may lag behind writes by a few seconds. */
  abstract census(): Promise<TestCensus>;
}
