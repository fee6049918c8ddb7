import type { Grouping, RowSource } from '../sql/dialect.ts';
import type { Expression } from '../sql/expression.ts';
import type {
  Cells,
  ColumnNeed,
  ColumnOf,
  FailingRows,
  MetricDefinition,
  TableDefinition,
} from './definition.ts';
import { categoryCounts, histogram, quantiles } from './histograms.ts';
import type {
  CatalogueMetric,
  Metric,
  MetricValue,
  Outcome,
  ScalarMetric,
  ScannedMetric,
  StreamedMetric,
  TableMetric,
} from './metric.ts';
import { duplicates } from './duplicates.ts';
import { extreme } from './extreme.ts';
import { keyedCount, orphanCount } from './orphans.ts';
import { streamNeeds } from './streams.ts';
import { queryNumber, queryRowCount } from './queries.ts';
import { presentCount, recentRowCount, rowCount } from './row-count.ts';
import { memberCounts, unknownCount, violationCount } from './rules.ts';
import { statistic } from './statistics.ts';
import { delayPercentile, delays } from './delays.ts';
import { datedRows, futureCount, newestTimestamp } from './timestamps.ts';

/** Every metric that is one row of a statement. A type without an entry does not compile. */
const scalars: { readonly [T in ScalarMetric['type']]: MetricDefinition<T> } = {
  rowCount,
  presentCount,
  recentRowCount,
  queryRowCount,
  queryNumber,
  statistic,
  quantiles,
  newestTimestamp,
  futureCount,
  datedRows,
  delays,
  delayPercentile,
  memberCounts,
  violationCount,
  unknownCount,
  duplicates,
  keyedCount,
  orphanCount,
  extreme,
};

/** Every metric that is a table. */
const tables: { readonly [T in TableMetric['type']]: TableDefinition<T> } = { histogram, categoryCounts };

/** The definition of a metric, with the type of the metric forgotten in one place, here. */
const scalarOf = <T extends ScalarMetric['type']>(
  metric: Extract<ScalarMetric, { type: T }>,
): MetricDefinition<T> => scalars[metric.type];

const tableOf = <T extends TableMetric['type']>(
  metric: Extract<TableMetric, { type: T }>,
): TableDefinition<T> => tables[metric.type];

/** Whether the engine's catalogue answers it, and no statement over the dataset. */
export const isFromCatalogue = (metric: Metric): metric is CatalogueMetric =>
  metric.type === 'columnList' || metric.type === 'estimatedRowCount';

/** Whether it takes reading two datasets in the order of their keys. */
export const isStreamed = (metric: Metric): metric is StreamedMetric =>
  metric.type === 'keyDifferences' || metric.type === 'orphansElsewhere';

/** Whether statements over the dataset measure it. */
export const isScanned = (metric: Metric): metric is ScannedMetric =>
  !isFromCatalogue(metric) && !isStreamed(metric);

const isTable = (metric: ScannedMetric): metric is TableMetric => metric.type in tables;

export const needsOf = (metric: Metric): readonly ColumnNeed[] => {
  if (isFromCatalogue(metric)) return [];
  if (isStreamed(metric)) return streamNeeds(metric);
  return isTable(metric) ? tableOf(metric).needs(metric) : scalarOf(metric).needs(metric);
};

export const sourceOf = (metric: ScannedMetric, columnOf: ColumnOf): RowSource =>
  isTable(metric) ? tableOf(metric).source(metric) : scalarOf(metric).source(metric, columnOf);

export const expressionsOf = (metric: ScannedMetric, columnOf: ColumnOf): readonly Expression[] =>
  isTable(metric)
    ? tableOf(metric).expressions(metric, columnOf)
    : scalarOf(metric).expressions(metric, columnOf);

/** The grouping that a metric brings itself; null for those whose value is one row. */
export const groupingOf = (metric: ScannedMetric, columnOf: ColumnOf): Grouping | null =>
  isTable(metric) ? tableOf(metric).grouping(metric, columnOf) : null;

/** The failing rows that a metric counts; null for metrics that count none. */
export const failingRowsOf = (metric: ScannedMetric, columnOf: ColumnOf): FailingRows | null =>
  isTable(metric) ? null : (scalarOf(metric).failingRows?.(metric, columnOf) ?? null);

/** The value of a metric for a group that has no rows in its source; undefined where that cannot be. */
export const valueOfNoRows = (metric: Metric): MetricValue | undefined =>
  !isScanned(metric) || isTable(metric) ? undefined : scalarOf(metric).ofNoRows;

/** The engine's texts for a metric as its value; texts that do not fit are unmeasured, never a guess. */
export const outcomeOf = (metric: ScalarMetric, cells: Cells): Outcome =>
  fitted(metric, scalarOf(metric).parse(cells, metric));

/** The same for a metric that is a table: its rows are keys and then expressions. */
export const outcomeOfTable = (metric: TableMetric, rows: readonly Cells[]): Outcome =>
  fitted(metric, tableOf(metric).parseRows(rows, metric));

const fitted = (metric: ScannedMetric, parsed: { readonly value: MetricValue } | null): Outcome =>
  parsed === null
    ? {
        kind: 'unmeasured',
        reason: {
          code: 'VALUE_OUT_OF_RANGE',
          message: `the database answered a value for ${metric.type} that does not fit its type`,
        },
      }
    : { kind: 'measured', value: parsed.value };
