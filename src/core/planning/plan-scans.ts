import type { Column } from '../columns.ts';
import type { DatasetName } from '../dataset.ts';
import { groupBy } from '../grouping.ts';
import { expressionsOf, needsOf, outcomeOf, sourceOf } from '../metrics/catalogue.ts';
import {
  distinctMetrics,
  metricKey,
  type Metric,
  type Outcome,
  type ScannedMetric,
  type Unmeasured,
} from '../metrics/metric.ts';
import type { DialectLimits, ScalarSelect } from '../sql/dialect.ts';

/** What one test wants to know about a dataset. */
export interface MetricRequest {
  readonly filter: string | null;
  readonly metrics: readonly Metric[];
}

/** One statement that measures `metrics`, in this order, over the rows that pass one filter. */
export interface Scan {
  readonly metrics: readonly ScannedMetric[];
  /** How many of the select's expressions each metric has, in the metrics' order. */
  readonly widths: readonly number[];
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
 * Plans as few scans as possible: equal metrics once, one scan per filter and row source, split only where the
 * engine's limits demand it. A metric whose column is missing or has the wrong type is unmeasured and reaches no statement.
 */
export function planScans(
  dataset: DatasetName,
  columns: readonly Column[],
  requests: readonly MetricRequest[],
  limits: Pick<DialectLimits, 'maxExpressions'>,
): ScanPlan {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const columnOf = (name: string): Column => byName.get(name)!;
  const known = new Map<string, Outcome>();
  const scans: Scan[] = [];

  for (const [filter, ofFilter] of groupBy(requests, (request) => request.filter)) {
    const measurable: ScannedMetric[] = [];
    for (const metric of distinctMetrics(ofFilter.flatMap((request) => request.metrics))) {
      const reason = unmetNeed(metric, byName);
      if (reason) known.set(measurementKey(filter, metric), { kind: 'unmeasured', reason });
      else if (metric.type === 'columnList')
        known.set(measurementKey(filter, metric), { kind: 'measured', value: columns });
      else measurable.push(metric);
    }
    for (const metrics of groupBy(measurable, (metric) => JSON.stringify(sourceOf(metric))).values())
      scans.push(...split(scanOf(dataset, filter, metrics, columnOf), limits));
  }
  return { scans, known };
}

function scanOf(
  dataset: DatasetName,
  filter: string | null,
  metrics: readonly ScannedMetric[],
  columnOf: (name: string) => Column,
): Scan {
  const expressions = metrics.map((metric) => expressionsOf(metric, columnOf));
  return {
    metrics,
    widths: expressions.map(({ length }) => length),
    select: { dataset, filter, source: sourceOf(metrics[0]!), expressions: expressions.flat() },
  };
}

/** The scan as scans that keep to the limits. A single metric is never split. */
function split(scan: Scan, limits: Pick<DialectLimits, 'maxExpressions'>): readonly Scan[] {
  if (scan.select.expressions.length <= limits.maxExpressions || scan.metrics.length === 1) return [scan];
  return halves(scan).flatMap((half) => split(half, limits));
}

/** Two scans with half of the metrics each, for a scan with at least two. */
export function halves(scan: Scan): readonly [Scan, Scan] {
  const middle = Math.ceil(scan.metrics.length / 2);
  const width = scan.widths.slice(0, middle).reduce((sum, n) => sum + n, 0);
  const part = (from: number, to: number, first: number, last: number): Scan => ({
    metrics: scan.metrics.slice(from, to),
    widths: scan.widths.slice(from, to),
    select: { ...scan.select, expressions: scan.select.expressions.slice(first, last) },
  });
  return [
    part(0, middle, 0, width),
    part(middle, scan.metrics.length, width, scan.select.expressions.length),
  ];
}

/** The columns of one answered row, in the scan's order, as outcomes. */
export function outcomesOfRow(scan: Scan, row: readonly (string | null)[]): Measurements {
  let at = 0;
  return new Map(
    scan.metrics.map((metric, i) => {
      const cells = row.slice(at, (at += scan.widths[i]!));
      return [measurementKey(scan.select.filter, metric), outcomeOf(metric, cells)];
    }),
  );
}

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
