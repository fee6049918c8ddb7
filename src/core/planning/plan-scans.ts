import type { Column } from '../columns.ts';
import type { DatasetName } from '../dataset.ts';
import { groupBy } from '../grouping.ts';
import { comparableTypes } from '../metrics/comparable.ts';
import {
  expressionsOf,
  groupingOf,
  isStreamed,
  needsOf,
  outcomeOf,
  outcomeOfTable,
  sourceOf,
} from '../metrics/catalogue.ts';
import { groupKey, type Cells, type ColumnNeed } from '../metrics/definition.ts';
import {
  distinctMetrics,
  metricKey,
  type GroupValue,
  type Metric,
  type Outcome,
  type ScannedMetric,
  type Unmeasured,
} from '../metrics/metric.ts';
import type { DialectLimits, RowSource, ScalarSelect } from '../sql/dialect.ts';

/** Groups of rows of which each is measured for itself: those with equal values, or nulls, in the columns. */
export interface GroupBy {
  readonly columns: readonly string[];
  /** With more groups than this nothing is measured. */
  readonly maxGroups: number;
}

/** What one test wants to know about a dataset. */
export interface MetricRequest {
  readonly filter: string | null;
  readonly metrics: readonly Metric[];
  readonly groupBy?: GroupBy | null;
}

/** One statement that measures `metrics`, in this order, over the rows that pass one filter. */
export interface Scan {
  readonly metrics: readonly ScannedMetric[];
  /** How many of the select's expressions each metric has, in the metrics' order. */
  readonly widths: readonly number[];
  readonly groupBy: GroupBy | null;
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
export const measurementKey = (
  filter: string | null,
  metric: Metric,
  groups: GroupBy | null = null,
): string => JSON.stringify([filter, metricKey(metric), ...(groups ? [groups] : [])]);

/**
 * Plans as few scans as possible: equal metrics once, one scan per filter, row source and grouping, split only where the
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

  const rowsAndGroups = ({ filter, groupBy: groups }: MetricRequest) =>
    JSON.stringify([filter, groups ?? null]);
  for (const ofRows of groupBy(requests, rowsAndGroups).values()) {
    const { filter, groupBy: groups = null } = ofRows[0]!;
    const measurable: ScannedMetric[] = [];
    for (const metric of distinctMetrics(ofRows.flatMap((request) => request.metrics))) {
      // not known here: whoever has the snapshots of both sides reads them
      if (isStreamed(metric)) continue;
      const key = measurementKey(filter, metric, groups);
      const reason = unmetNeed([...needsOf(metric), ...groupNeeds(groups)], byName);
      if (reason) known.set(key, { kind: 'unmeasured', reason });
      else if (metric.type === 'columnList') known.set(key, { kind: 'measured', value: columns });
      // not known here: whoever has the snapshot asks its catalogue
      else if (metric.type === 'estimatedRowCount') continue;
      else measurable.push(metric);
    }
    const statementOf = (metric: ScannedMetric) =>
      JSON.stringify([sourceOf(metric, columnOf), groupingOf(metric, columnOf)]);
    for (const metrics of groupBy(measurable, statementOf).values())
      scans.push(...split(scanOf(dataset, filter, groups, metrics, columnOf), limits));
  }
  return { scans, known };
}

/** Needs of the columns that rows are grouped by. */
const groupNeeds = (groups: GroupBy | null): readonly ColumnNeed[] =>
  (groups?.columns ?? []).map((name) => ({ column: name, types: comparableTypes }));

function scanOf(
  dataset: DatasetName,
  filter: string | null,
  groups: GroupBy | null,
  metrics: readonly ScannedMetric[],
  columnOf: (name: string) => Column,
): Scan {
  const expressions = metrics.map((metric) => expressionsOf(metric, columnOf));
  const own = groupingOf(metrics[0]!, columnOf);
  if (own && groups) throw new TypeError(`${metrics[0]!.type} cannot be measured for each group`);
  const grouping =
    own ??
    (groups && {
      keys: groups.columns.map((name) => groupKey(columnOf(name))),
      where: null,
      limit: groups.maxGroups,
    });
  return {
    metrics,
    widths: expressions.map(({ length }) => length),
    groupBy: groups,
    select: {
      dataset,
      filter,
      source: sourceWithin(sourceOf(metrics[0]!, columnOf), groups),
      expressions: expressions.flat(),
      ...(grouping && { grouping }),
    },
  };
}

function sourceWithin(source: RowSource, groups: GroupBy | null): RowSource {
  if (groups === null || source.kind === 'rows') return source;
  if (source.kind === 'groups') return { ...source, within: groups.columns };
  throw new TypeError(`${source.kind} cannot be measured for each group`);
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
    groupBy: scan.groupBy,
    select: { ...scan.select, expressions: scan.select.expressions.slice(first, last) },
  });
  return [
    part(0, middle, 0, width),
    part(middle, scan.metrics.length, width, scan.select.expressions.length),
  ];
}

/** The rows that answer a scan, as outcomes. */
export function outcomesOfRows(scan: Scan, rows: readonly Cells[]): Measurements {
  const [metric] = scan.metrics;
  const keyOf = (one: ScannedMetric) => measurementKey(scan.select.filter, one, scan.groupBy);
  if (metric?.type === 'histogram' || metric?.type === 'categoryCounts')
    return new Map([[keyOf(metric), outcomeOfTable(metric, rows)]]);
  if (scan.groupBy === null) return outcomesOfCells(scan, rows[0] ?? []);
  if (rows.length > scan.groupBy.maxGroups)
    return outcomesOfFailure(scan, {
      code: 'TOO_MANY_GROUPS',
      message: `there are more than the ${scan.groupBy.maxGroups} groups that maxGroups allows`,
    });
  const { length } = scan.groupBy.columns;
  const groups = rows.map((row) => ({
    key: row.slice(0, length),
    outcomes: outcomesOfCells(scan, row.slice(length)),
  }));
  return new Map(
    scan.metrics.map((one) => [
      keyOf(one),
      joined(groups.map(({ key, outcomes }) => ({ key, outcome: outcomes.get(keyOf(one))! }))),
    ]),
  );
}

/** The outcomes of one metric for all groups; one that does not fit spoils the metric. */
function joined(
  groups: readonly { readonly key: readonly (string | null)[]; readonly outcome: Outcome }[],
): Outcome {
  const values: GroupValue[] = [];
  for (const { key, outcome } of groups) {
    if (outcome.kind !== 'measured') return outcome;
    values.push({ key, value: outcome.value });
  }
  return { kind: 'grouped', groups: values };
}

/** The columns of one row, in the scan's order. */
function outcomesOfCells(scan: Scan, row: Cells): Measurements {
  let at = 0;
  return new Map(
    scan.metrics.map((metric, i) => {
      const cells = row.slice(at, (at += scan.widths[i]!));
      if (metric.type === 'histogram' || metric.type === 'categoryCounts')
        throw new TypeError(`${metric.type} is not one row`);
      return [measurementKey(scan.select.filter, metric, scan.groupBy), outcomeOf(metric, cells)];
    }),
  );
}

/** Every metric of a scan that failed as a whole. */
export const outcomesOfFailure = (scan: Scan, reason: Unmeasured): Measurements =>
  new Map(
    scan.metrics.map((metric) => [
      measurementKey(scan.select.filter, metric, scan.groupBy),
      { kind: 'unmeasured', reason },
    ]),
  );

/** Why columns cannot be measured; null when they can. */
export function unmetNeed(
  needs: readonly ColumnNeed[],
  columns: ReadonlyMap<string, Column>,
): Unmeasured | null {
  for (const { column: name, types, hint } of needs) {
    const found = columns.get(name);
    if (!found) return { code: 'MISSING_COLUMN', message: `the dataset has no column "${name}" any more` };
    if (!types.includes(found.type))
      return {
        code: 'UNSUPPORTED_TYPE',
        message: `column "${name}" is ${found.nativeType}; this test needs ${types.join(', ')}${hint ? ` (${hint})` : ''}`,
      };
  }
  return null;
}
