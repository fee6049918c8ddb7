import type { Column } from '../columns.ts';
import type { DatasetName } from '../dataset.ts';
import { groupBy } from '../grouping.ts';
import { expressionOf, needsOf, outcomeOf } from '../metrics/catalogue.ts';
import { distinctMetrics, metricKey, type Metric, type Outcome, type Unmeasured } from '../metrics/metric.ts';
import type { DialectLimits, ScalarSelect } from '../sql/dialect.ts';

/** What one test wants to know about a dataset. */
export interface MetricRequest {
  readonly filter: string | null;
  readonly metrics: readonly Metric[];
}

/** One statement that measures `metrics`, in this order, over the rows that pass one filter. */
export interface Scan {
  readonly metrics: readonly Metric[];
  readonly select: ScalarSelect;
}

/** The scans to send, and the answers that are known without sending any. */
export interface ScanPlan {
  readonly scans: readonly Scan[];
  readonly known: Measurements;
}

/** Outcomes by `measurementKey`. */
export type Measurements = ReadonlyMap<string, Outcome>;

/** A metric's identity within a dataset: what is measured, over which rows. */
export const measurementKey = (filter: string | null, metric: Metric): string =>
  JSON.stringify([filter, metricKey(metric)]);

/**
 * Plans as few scans as possible: equal metrics once, one scan per filter, split only where the engine's limits
 * demand it. A metric whose column is missing or has the wrong type is unmeasured and reaches no statement.
 */
export function planScans(
  dataset: DatasetName,
  columns: readonly Column[],
  requests: readonly MetricRequest[],
  limits: DialectLimits,
): ScanPlan {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const columnOf = (name: string): Column => byName.get(name)!;
  const known = new Map<string, Outcome>();
  const scans: Scan[] = [];

  for (const [filter, ofFilter] of groupBy(requests, (request) => request.filter)) {
    const measurable: Metric[] = [];
    for (const metric of distinctMetrics(ofFilter.flatMap((request) => request.metrics))) {
      const reason = unmetNeed(metric, byName);
      if (reason) known.set(measurementKey(filter, metric), { kind: 'unmeasured', reason });
      else measurable.push(metric);
    }
    for (let from = 0; from < measurable.length; from += limits.maxExpressions) {
      const metrics = measurable.slice(from, from + limits.maxExpressions);
      const expressions = metrics.map((metric) => expressionOf(metric, columnOf));
      scans.push({ metrics, select: { dataset, filter, expressions } });
    }
  }
  return { scans, known };
}

/** The columns of one answered row, in the scan's order, as outcomes. */
export const outcomesOfRow = (scan: Scan, row: readonly (string | null)[]): Measurements =>
  new Map(
    scan.metrics.map((metric, i) => [
      measurementKey(scan.select.filter, metric),
      outcomeOf(metric, row[i] ?? null),
    ]),
  );

/** Every metric of a scan that failed as a whole. */
export const outcomesOfFailure = (scan: Scan, reason: Unmeasured): Measurements =>
  new Map(
    scan.metrics.map((metric) => [
      measurementKey(scan.select.filter, metric),
      { kind: 'unmeasured', reason },
    ]),
  );

function unmetNeed(metric: Metric, columns: ReadonlyMap<string, Column>): Unmeasured | null {
  for (const { column: name, types } of needsOf(metric)) {
    const column = columns.get(name);
    if (!column) return { code: 'MISSING_COLUMN', message: `the dataset has no column "${name}" any more` };
    if (!types.includes(column.type))
      return {
        code: 'UNSUPPORTED_TYPE',
        message: `column "${name}" is ${column.nativeType}; this test needs ${types.join(', ')}`,
      };
  }
  return null;
}
