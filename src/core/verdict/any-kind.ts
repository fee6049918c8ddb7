import type {
  ComparedDataset,
  DatasetScope,
  JudgeContext,
  Judgement,
  Known,
  PastWanted,
  Remembered,
  UserCondition,
  Wanted,
} from '../kinds/kind.ts';
import { kinds } from '../kinds/registry.ts';
import type { MetricValue } from '../metrics/metric.ts';
import type { TestDefinition } from '../quality-test.ts';

/** A kind seen from outside, where only the registry knows which test belongs to which kind. */
interface AnyKind {
  readonly userSqlFields?: readonly string[];
  userConditions?(test: DatasetScope & { kind: string }): readonly UserCondition[];
  comparesWith?(test: DatasetScope & { kind: string }): ComparedDataset;
  remembers?(test: DatasetScope & { kind: string }): { readonly [name: string]: Remembered };
  preparation?(
    test: DatasetScope & { kind: string },
    past: Known['past'],
  ): { readonly [name: string]: Wanted };
  metrics(test: DatasetScope & { kind: string }, known: Known): { readonly [name: string]: Wanted };
  history(
    test: DatasetScope & { kind: string },
    now: Date,
  ): { readonly [name: string]: PastWanted | undefined };
  judge(
    test: DatasetScope & { kind: string },
    measured: { readonly [name: string]: MetricValue },
    context: JudgeContext,
  ): Judgement;
}
export const kindOf = (test: TestDefinition): AnyKind => kinds[test.kind];
