import type { PastWanted } from '../kinds/kind.ts';
import { commonFields, type TestDefinition } from '../quality-test.ts';
import { kindOf } from './any-kind.ts';
import { JUDGED, judgedHistoryOf } from './judge-anomaly.ts';
import { metricsOf, type NamedMetric } from './wanted-metrics.ts';

/** Past values that a test needs to be judged: those of a metric, or of the number that was judged. */
export interface HistoryRequest extends Pick<NamedMetric, 'name' | 'historyKey'> {
  readonly wanted: PastWanted;
}

/** `now` is the instant of the snapshot in which the test is measured. */
export function historyOf(test: TestDefinition, now: Date): readonly HistoryRequest[] {
  const byName = kindOf(test).history(test, now);
  const judged = judgedHistoryOf(test);
  return [
    ...metricsOf(test).flatMap(({ name, historyKey }) => {
      const wanted = byName[name];
      return wanted === undefined ? [] : [{ name, historyKey, wanted }];
    }),
    ...(judged === null ? [] : [{ name: JUDGED, historyKey: judgedKey(test), wanted: judged }]),
  ];
}

/** What a test may change and still judge the same number. */
const besideTheNumber = new Set([
  ...Object.keys(commonFields.shape).filter(
    (field) => !['connectionId', 'dataset', 'filter'].includes(field),
  ),
  ...['warn', 'fail', 'onEmpty', 'samples'],
]);

export const judgedKey = (test: TestDefinition): string =>
  JSON.stringify([
    JUDGED,
    ...Object.entries(test)
      .filter(
        ([field, value]) => value !== undefined && !besideTheNumber.has(field) && !recordFields.has(field),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

/** The fields that a stored test has beside its definition. */
const recordFields = new Set(['id', 'version', 'createdAt', 'updatedAt']);
