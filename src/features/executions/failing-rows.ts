import type { Column } from '../../core/columns.ts';
import { failingRowsOf as definedFor, isScanned } from '../../core/metrics/catalogue.ts';
import type { MetricValue, Outcome } from '../../core/metrics/metric.ts';
import type { Measurements } from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { UnsupportedByEngine, type RowSelect } from '../../core/sql/dialect.ts';
import type { NamedMetric } from '../../core/verdict/wanted-metrics.ts';
import {
  masked,
  type FailingRowsFound,
  type Sample,
  type SampleSettings,
} from '../../core/verdict/samples.ts';
import { PlaceScanner } from './place-scanner.ts';

/** Rows that the statement for people shows. */
const SHOWN_BY_HAND = 100;

/**
 * How the rows that break a test can be found, and, where the test allows it and some broke it, a few of them: taken
 * from the snapshot in which they were counted. Null for tests that count no rows, or could not count them.
 */
export async function failingRowsOf(
  test: TestDefinition,
  metrics: readonly NamedMetric[],
  measurements: Measurements,
  scanner: PlaceScanner,
): Promise<FailingRowsFound | null> {
  const columns = scanner.columns(test.dataset);
  const found = columns && failingRows(test, metrics, measurements, columns, scanner);
  if (!found) return null;
  const { select, metric, outcome } = found;
  const samples = samplesOf(test);
  return {
    sql: byHand(select, scanner),
    sample: samples && countIn(outcome) > 0 ? await sampleOf(select, samples, test, metric, scanner) : null,
  };
}

interface Found {
  readonly metric: NamedMetric;
  readonly outcome: Measured;
  readonly select: RowSelect;
}
type Measured = Exclude<Outcome, { kind: 'unmeasured' }>;

/** The first metric of the test's own rows that counts failing ones, and the SELECT of these. */
function failingRows(
  test: TestDefinition,
  metrics: readonly NamedMetric[],
  measurements: Measurements,
  columns: readonly Column[],
  { connector }: PlaceScanner,
): Found | null {
  const dataset = PlaceScanner.nameOf(test.dataset, connector)!;
  const columnOf = (name: string) => columns.find((column) => column.name === name)!;
  for (const metric of metrics) {
    const { metric: measured, place } = metric;
    if (place.field !== '' || !isScanned(measured)) continue;
    const outcome = measurements.get(metric.historyKey);
    // what was measured has its columns, in types that fit
    if (!outcome || outcome.kind === 'unmeasured') continue;
    const failing = definedFor(measured, columnOf);
    if (!failing) continue;
    const { filter } = place;
    return {
      metric,
      outcome,
      select: {
        dataset,
        filter,
        source: failing.source,
        condition: failing.condition,
        // an orphan has its key beside, under names that would be shown
        columns: failing.source.kind === 'orphans' ? columns.map(({ name }) => name) : null,
        limit: SHOWN_BY_HAND,
      },
    };
  }
  return null;
}

const samplesOf = (test: TestDefinition): SampleSettings | null =>
  'samples' in test && test.samples ? test.samples : null;

function countIn(outcome: Measured): number {
  if (outcome.kind === 'grouped') return outcome.groups.reduce((sum, { value }) => sum + numberIn(value), 0);
  return numberIn(outcome.value);
}

function numberIn(value: MetricValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null && 'surplusRows' in value) return value.surplusRows;
  throw new TypeError('a metric with failing rows counts them');
}

function byHand(select: RowSelect, { dialect }: PlaceScanner): string | null {
  try {
    return dialect.renderRowSelect(select, 'literal').text;
  } catch (error) {
    if (error instanceof UnsupportedByEngine) return null;
    throw error;
  }
}

async function sampleOf(
  select: RowSelect,
  { columns: allowed, limit, mask, keepFor }: SampleSettings,
  test: TestDefinition,
  metric: NamedMetric,
  scanner: PlaceScanner,
): Promise<Sample | null> {
  // of groups there is nothing but what they are grouped by, and how many rows they have
  const { source } = select;
  const columns =
    source.kind === 'groups' ? allowed.filter((name) => source.columns.includes(name)) : allowed;
  if (columns.length === 0) return null;
  const outcome = await scanner.rows({ ...select, columns, limit }, test, metric);
  if (outcome.kind === 'failed') return null;
  return {
    columns: [...columns, ...(source.kind === 'groups' ? ['rows'] : [])],
    rows: outcome.rows.map((row) => row.map((value, i) => masked(value, mask?.[columns[i] ?? '']))),
    keepFor,
  };
}
