import { z } from 'zod';
import type { Metric, MetricValue } from '../metrics/metric.ts';
import { columnName } from './column-fields.ts';

/** One number, or instant, that two datasets should have in common. */
export const comparison = z
  .strictObject({
    metric: z.enum(['rowCount', 'sum', 'min', 'max', 'mean', 'nullCount', 'distinctCount']),
    column: columnName.optional().describe('for all but rowCount'),
    referenceColumn: columnName.optional().describe('its partner; a column of the same name where absent'),
  })
  .superRefine(({ metric, column, referenceColumn }, ctx) => {
    const problem = (path: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [path], message });
    if (metric === 'rowCount') {
      if (column !== undefined) problem('column', 'does not go with rowCount');
      if (referenceColumn !== undefined) problem('referenceColumn', 'does not go with rowCount');
    } else if (column === undefined) problem('column', `is needed for ${metric}`);
  });
export type Comparison = z.infer<typeof comparison>;

export type ComparedMetric = Extract<
  Metric,
  { type: 'rowCount' | 'statistic' | 'extreme' | 'presentCount' | 'duplicates' }
>;

/** What is measured on a side for a comparison of its column. */
export function comparedMetric(
  metric: Comparison['metric'],
  column: string,
  timeZone: string,
): ComparedMetric {
  switch (metric) {
    case 'rowCount':
      return { type: 'rowCount' };
    case 'sum':
    case 'mean':
      return { type: 'statistic', column, statistic: metric };
    case 'min':
    case 'max':
      return { type: 'extreme', column, which: metric, timeZone };
    case 'nullCount':
      return { type: 'presentCount', column };
    case 'distinctCount':
      return { type: 'duplicates', columns: [column], nulls: 'ignoreAny' };
  }
}

/** What people read: a decimal number, an instant in ISO 8601, or null where there are no values. */
export function comparedText(
  metric: Comparison['metric'],
  measured: MetricValue,
  rows: number,
): string | null {
  // nulls are the rows that have none of the values
  if (metric === 'nullCount' && typeof measured === 'number') return String(rows - measured);
  if (measured === null || typeof measured === 'string') return measured;
  if (typeof measured === 'number') return String(measured);
  if ('distinctValues' in measured) return String(measured.distinctValues);
  throw new TypeError(`${metric} was not measured as one value`);
}

/** Names that tell people what was measured, and are equal only for what is measured once. */
export const comparedName = ({ metric, column }: { metric: string; column?: string | undefined }): string =>
  column === undefined ? metric : `${metric}(${column})`;
