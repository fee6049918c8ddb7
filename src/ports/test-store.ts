import type { ConnectionId, TestId } from '../core/ids.ts';
import type { KindName } from '../core/kinds/registry.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { QualityTest } from '../core/quality-test.ts';

/** Every condition that is given must hold. */
export interface TestFilter {
  readonly connectionId?: ConnectionId | undefined;
  readonly dataset?: string | undefined;
  readonly kind?: KindName | undefined;
  /** All of these tags. */
  readonly tags?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
  /** Part of the name or description, without regard to case. */
  readonly text?: string | undefined;
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
}
