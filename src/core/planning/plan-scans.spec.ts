import type { Column } from '../columns.ts';
import { metricsOf } from '../verdict/wanted-metrics.ts';
import type { Metric } from '../metrics/metric.ts';
import { someTest } from '../../../test/support/records.ts';
import {
  halves,
  measurementKey,
  outcomesOfFailure,
  outcomesOfRows,
  planScans,
  type MetricRequest,
} from './plan-scans.ts';

const dataset = { schema: 'public', table: 'orders' };
const column = (name: string, type: Column['type'], nativeType: string = type): Column => ({
  name,
  type,
  nativeType,
  nullable: true,
});
const columns = [
  column('at', 'timestampTz', 'timestamp with time zone'),
  column('day', 'date'),
  column('name', 'text', 'character varying'),
];

const rows: Metric = { type: 'rowCount' };
const newest = (name = 'at', timeZone = 'UTC'): Metric => ({
  type: 'newestTimestamp',
  column: name,
  timeZone,
  futureToleranceMs: 300_000,
});
const future = (name = 'at'): Metric => ({
  type: 'futureCount',
  column: name,
  timeZone: 'UTC',
  futureToleranceMs: 300_000,
});
const all = (...metrics: Metric[]): MetricRequest => ({ filter: null, metrics });
const plan = (requests: readonly MetricRequest[], maxExpressions = 100) =>
  planScans(dataset, columns, requests, { maxExpressions });

describe('planScans', () => {
  it('asks nothing where nothing is wanted', () => {
    expect(plan([])).toEqual({ scans: [], known: new Map() });
    expect(plan([all()]).scans).toEqual([]);
  });

  it('measures forty tests of one table in one scan, each metric once', () => {
    const requests = Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0 ? all(rows) : all(rows, newest(), future()),
    );
    const { scans, known } = plan(requests);
    expect(scans.map((scan) => scan.metrics)).toEqual([[rows, newest(), future()]]);
    expect(scans[0]!.select).toMatchObject({ dataset, filter: null });
    expect(known.size).toBe(0);
  });

  it('needs one scan for each filter, in the order of the requests', () => {
    const filters = [null, "status = 'open'", null, "status = 'paid'", "status = 'open'"];
    const { scans } = plan(filters.map((filter) => ({ filter, metrics: [rows] })));
    expect(scans.map((scan) => scan.select.filter)).toEqual([null, "status = 'open'", "status = 'paid'"]);
  });

  it('keeps metrics apart that differ in any input', () => {
    expect(
      plan([all(newest('at'), newest('day'), newest('day', 'Asia/Tokyo'))]).scans[0]!.metrics,
    ).toHaveLength(3);
  });

  it('knows equal metrics by their values, not by the order of their fields', () => {
    const turned: Metric = {
      futureToleranceMs: 300_000,
      timeZone: 'UTC',
      column: 'at',
      type: 'newestTimestamp',
    };
    expect(plan([all(newest(), turned)]).scans[0]!.metrics).toHaveLength(1);
  });

  it.each([
    [1, [1, 1, 1]],
    [2, [2, 1]],
    [3, [3]],
    [4, [3]],
  ])('with room for %d in a statement splits three metrics as %j', (limit, sizes) => {
    const { scans } = plan([all(rows, newest(), future())], limit);
    expect(scans.map((scan) => scan.metrics.length)).toEqual(sizes);
    expect(scans.map((scan) => scan.select.expressions.length)).toEqual(sizes);
    expect(scans.flatMap((scan) => scan.metrics)).toEqual([rows, newest(), future()]);
  });

  it('sends no SQL about a column that is gone', () => {
    const { scans, known } = plan([all(rows, newest('gone'))]);
    expect(scans.map((scan) => scan.metrics)).toEqual([[rows]]);
    expect(JSON.stringify(scans)).not.toContain('gone');
    expect([...known]).toEqual([
      [
        measurementKey(null, newest('gone')),
        {
          kind: 'unmeasured',
          reason: { code: 'MISSING_COLUMN', message: 'the dataset has no column "gone" any more' },
        },
      ],
    ]);
  });

  it('sends no SQL about a column of the wrong type', () => {
    const { scans, known } = plan([all(newest('name'))]);
    expect(scans).toEqual([]);
    expect([...known.values()]).toEqual([
      {
        kind: 'unmeasured',
        reason: {
          code: 'UNSUPPORTED_TYPE',
          message:
            'column "name" is character varying; this test needs timestampTz, timestamp, date (for numbers counted since 1970 set epochUnit)',
        },
      },
    ]);
  });

  it('takes column names exactly', () => {
    expect(plan([all(newest('AT'))]).scans).toEqual([]);
  });

  it('spares a time zone to columns that have one', () => {
    const nodes = (metric: Metric) => JSON.stringify(plan([all(metric)]).scans[0]!.select.expressions);
    expect(nodes(newest('at', 'Asia/Tokyo'))).not.toContain('Asia/Tokyo');
    expect(nodes(newest('day', 'Asia/Tokyo'))).toContain('Asia/Tokyo');
  });
});

describe('planScans of groupings', () => {
  const duplicates = (
    names: readonly string[],
    nulls: 'ignoreAny' | 'ignoreAll' | 'compare' = 'ignoreAny',
  ): Metric => ({
    type: 'duplicates',
    columns: names,
    nulls,
  });
  const shown = (requests: readonly MetricRequest[]) =>
    plan(requests).scans.map(({ metrics, widths, select }) => [
      select.filter,
      select.source.kind,
      metrics.length,
      widths,
    ]);

  it('shares one grouping between equal columns and nulls', () => {
    const wish = all(rows, duplicates(['at', 'name']));
    expect(shown([wish, wish, all(rows)])).toEqual([
      [null, 'rows', 1, [1]],
      [null, 'groups', 1, [4]],
    ]);
  });

  it.each([
    ['other columns', duplicates(['at'])],
    ['columns in another order', duplicates(['name', 'at'])],
    ['nulls handled otherwise', duplicates(['at', 'name'], 'compare')],
  ])('groups twice for %s', (_, other) => {
    const { scans } = plan([all(duplicates(['at', 'name']), other)]);
    expect(scans.map(({ metrics }) => metrics.length)).toEqual([1, 1]);
  });

  it('groups twice for another filter', () => {
    const metrics = [duplicates(['at'])];
    const filters = [null, "name = 'x'"];
    expect(shown(filters.map((filter) => ({ filter, metrics })))).toEqual([
      [null, 'groups', 1, [4]],
      ["name = 'x'", 'groups', 1, [4]],
    ]);
  });

  it('needs one grouping for tests that differ in the order of columns, the measure or the thresholds', () => {
    const tests = [
      { columns: ['name', 'at'] },
      { columns: ['at', 'name'], measure: 'rowsInvolved' },
      { columns: ['at', 'name'], fail: { maxPercent: 3 } },
    ].map((fields) => metricsOf(someTest({ kind: 'uniqueness', fail: undefined, ...fields })));
    expect(shown(tests.map((named) => all(...named.map(({ metric }) => metric))))).toEqual([
      [null, 'rows', 1, [1]],
      [null, 'groups', 1, [4]],
    ]);
  });

  it('forty tests of one table with two filters and two keys are six statements', () => {
    const kinds = (i: number): Record<string, unknown>[] => [
      { kind: 'volume', fail: { min: i } },
      { kind: 'completeness', columns: ['name'], placeholders: [`none ${i}`] },
      { kind: 'range', column: 'at', min: `2024-01-${10 + i}` },
      { kind: 'range', column: 'name', of: 'length', max: i },
      { kind: 'acceptedValues', column: 'name', values: [`${i}`] },
      { kind: 'expression', condition: `length(name) > ${i}` },
      { kind: 'uniqueness', columns: ['name'], fail: { maxCount: i } },
      { kind: 'uniqueness', columns: ['at', 'name'], fail: { maxCount: i } },
    ];
    const requests = [1, 2, 3, 4, 5].flatMap((i) =>
      kinds(i).map((fields) => {
        const test = someTest({ fail: undefined, filter: i === 5 ? 'at > now()' : undefined, ...fields });
        return { filter: test.filter ?? null, metrics: metricsOf(test).map(({ metric }) => metric) };
      }),
    );
    expect(requests).toHaveLength(40);
    const one = ['rows', 'groups', 'groups'];
    const { scans } = plan(requests);
    expect(scans.map(({ select }) => [select.filter, select.source.kind])).toEqual([
      ...one.map((kind) => [null, kind]),
      ...one.map((kind) => ['at > now()', kind]),
    ]);
  });
});

describe('halves', () => {
  const duplicates: Metric = { type: 'duplicates', columns: ['at'], nulls: 'compare' };
  const [grouping] = plan([all(duplicates)]).scans;
  const [scan] = plan([all(rows, newest(), future())]).scans;

  it('keep together what belongs to one metric', () => {
    // a scan of the planner has metrics of one source only; widths matter where they differ
    const mixed = {
      metrics: [scan!.metrics[0]!, grouping!.metrics[0]!, scan!.metrics[1]!],
      widths: [1, 4, 1],
      groupBy: null,
      select: {
        ...scan!.select,
        expressions: [
          scan!.select.expressions[0]!,
          ...grouping!.select.expressions,
          scan!.select.expressions[1]!,
        ],
      },
    };
    const [one, other] = halves(mixed);
    expect([one.metrics, other.metrics]).toEqual([[rows, duplicates], [newest()]]);
    expect([one.widths, other.widths]).toEqual([[1, 4], [1]]);
    expect([one.select.expressions.length, other.select.expressions.length]).toEqual([5, 1]);
    expect(one.select.expressions.concat(other.select.expressions)).toEqual(mixed.select.expressions);
    expect(outcomesOfRows(one, [['7', '2', '1', '4', '3']]).get(measurementKey(null, duplicates))).toEqual({
      kind: 'measured',
      value: { rowsTested: 4, distinctValues: 2, repeatedValues: 1, rowsInvolved: 3, surplusRows: 2 },
    });
  });

  it('keep filter and source', () => {
    const [filtered] = plan([{ filter: 'a > 1', metrics: [rows, newest()] }]).scans;
    for (const half of halves(filtered!))
      expect(half.select).toMatchObject({ dataset, filter: 'a > 1', source: { kind: 'rows' } });
  });
});

describe('outcomesOfRows', () => {
  const [scan] = plan([all(rows, newest(), future())]).scans;
  const outcome = (row: (string | null)[], metric: Metric) =>
    outcomesOfRows(scan!, [row]).get(measurementKey(null, metric));

  it('reads the columns in the order of the scan', () => {
    const row = ['12', '2026-03-04T05:06:07.000001Z', '0'];
    expect([rows, newest(), future()].map((metric) => outcome(row, metric))).toEqual([
      { kind: 'measured', value: 12 },
      { kind: 'measured', value: '2026-03-04T05:06:07.000001Z' },
      { kind: 'measured', value: 0 },
    ]);
  });

  it.each([
    ['9007199254740991', { kind: 'measured', value: 9_007_199_254_740_991 }],
    ['9007199254740993', { kind: 'unmeasured', reason: { code: 'VALUE_OUT_OF_RANGE' } }],
    ['-1', { kind: 'unmeasured', reason: { code: 'VALUE_OUT_OF_RANGE' } }],
    ['1.5', { kind: 'unmeasured', reason: { code: 'VALUE_OUT_OF_RANGE' } }],
    ['', { kind: 'unmeasured', reason: { code: 'VALUE_OUT_OF_RANGE' } }],
    [null, { kind: 'unmeasured', reason: { code: 'VALUE_OUT_OF_RANGE' } }],
  ])('takes the count %j as %j', (raw, expected) => {
    expect(outcome([raw, null, '0'], rows)).toMatchObject(expected);
  });

  it('keeps a null maximum as null, and text that is no instant as unmeasured', () => {
    expect(outcome(['0', null, '0'], newest())).toEqual({ kind: 'measured', value: null });
    expect(outcome(['0', 'infinity', '0'], newest())).toMatchObject({ kind: 'unmeasured' });
  });

  it('leaves nothing measured where the row is too short', () => {
    expect(outcome([], rows)).toMatchObject({ kind: 'unmeasured' });
  });
});

describe('outcomesOfFailure', () => {
  it('gives every metric of the scan the reason', () => {
    const [scan] = plan([{ filter: 'a > 1', metrics: [rows, newest()] }]).scans;
    const reason = { code: 'TIME_OUT', message: 'took longer than 5m' } as const;
    expect([...outcomesOfFailure(scan!, reason)]).toEqual(
      [rows, newest()].map((metric) => [measurementKey('a > 1', metric), { kind: 'unmeasured', reason }]),
    );
  });
});
