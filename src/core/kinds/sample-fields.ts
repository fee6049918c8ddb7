import { z } from 'zod';
import type { Sampled } from '../metrics/metric.ts';

/** The field of kinds that can judge a part of the rows. What it goes with is checked by `testDefinition`. */
export const sampleFields = {
  sampling: z
    .strictObject({
      percent: z.number().min(0.001).max(50).describe('about how much of the table is read'),
    })
    .optional()
    .describe('read only a part of the table, page by page; said in every result'),
};

interface SamplingTest {
  readonly sampling?: { readonly percent: number } | undefined;
}

/** Added to each metric of the test, so that all are about the same rows. */
export const sampledBy = ({ sampling }: SamplingTest): Sampled =>
  sampling ? { samplePercent: sampling.percent } : {};

/** What thresholds cannot say about a sample, each at the field to blame. */
export function samplingProblems(
  test: SamplingTest & {
    readonly statistic?: unknown;
    readonly onMissing?: unknown;
    readonly warn?: object | undefined;
    readonly fail?: object | undefined;
  },
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  if (!test.sampling) return [];
  const levels = (['warn', 'fail'] as const).flatMap((name) => {
    const level = test[name];
    return level && 'maxCount' in level
      ? [{ path: [name, 'maxCount'], message: 'a sample does not count all rows: use maxPercent' }]
      : [];
  });
  const isExtreme = ['min', 'max', 'sum'].includes(String(test.statistic));
  return [
    ...levels,
    ...(!test.warn && !test.fail
      ? [{ path: ['fail'], message: 'set warn or fail: of a sample, in percent' }]
      : []),
    ...(test.onMissing !== undefined && test.onMissing !== 'passed'
      ? [{ path: ['onMissing'], message: 'a sample does not tell which values occur nowhere' }]
      : []),
    ...(isExtreme
      ? [{ path: ['statistic'], message: 'a sample does not tell the minimum, maximum or sum' }]
      : []),
  ];
}
