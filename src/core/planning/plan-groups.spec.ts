import type { Column } from '../columns.ts';
import type { Metric } from '../metrics/metric.ts';
import {
  measurementKey,
  outcomesOfRows,
  planScans,
  type GroupBy,
  type MetricRequest,
  type Scan,
} from './plan-scans.ts';

const dataset = { schema: 'public', table: 'orders' };
const aColumn = (name: string, type: Column['type']): Column => ({
  name,
  type,
  nativeType: type,
  nullable: true,
});
const columns = [
  aColumn('country', 'text'),
  aColumn('day', 'date'),
  aColumn('net', 'integer'),
  aColumn('extra', 'json'),
];

const rows: Metric = { type: 'rowCount' };
const present: Metric = { type: 'presentCount', column: 'net' };
const duplicates: Metric = { type: 'duplicates', columns: ['net'], nulls: 'ignoreAny' };
const median: Metric = { type: 'statistic', column: 'net', statistic: 'median' };
const histogram = (edges: readonly number[]): Metric => ({
  type: 'histogram',
  column: 'net',
  as: 'numbers',
  edges,
});
const categories: Metric = { type: 'categoryCounts', column: 'country', limit: 2 };
const by = (...names: readonly string[]): GroupBy => ({ columns: names, maxGroups: 3 });
const wish = (groupBy: GroupBy | null, ...metrics: readonly Metric[]): MetricRequest => ({
  filter: null,
  metrics,
  groupBy,
});
const plan = (...requests: readonly MetricRequest[]) =>
  planScans(dataset, columns, requests, { maxExpressions: 100 });
const asText = (name: string) => ({ node: 'asText', value: { node: 'column', name } });

describe('planScans: groups', () => {
  it('one scan for each grouping, and one for all rows', () => {
    const { scans } = plan(
      wish(by('country'), rows),
      wish(null, rows, present),
      wish(by('country'), present, rows),
      wish(by('country', 'day'), rows),
      wish(by('day', 'country'), rows),
    );
    expect(scans.map(({ groupBy, metrics }) => [groupBy?.columns ?? null, metrics])).toEqual([
      [['country'], [rows, present]],
      [null, [rows, present]],
      [['country', 'day'], [rows]],
      [['day', 'country'], [rows]],
    ]);
    expect(scans.map(({ select }) => select.grouping ?? null)).toEqual([
      { keys: [asText('country')], where: null, limit: 3 },
      null,
      { keys: [asText('country'), { node: 'column', name: 'day' }], where: null, limit: 3 },
      { keys: [{ node: 'column', name: 'day' }, asText('country')], where: null, limit: 3 },
    ]);
  });

  it('another filter or another limit of groups is another scan', () => {
    const { scans } = plan(
      wish(by('country'), rows),
      { ...wish(by('country'), rows), filter: 'net > 1' },
      wish({ columns: ['country'], maxGroups: 9 }, rows),
    );
    expect(scans).toHaveLength(3);
  });

  it('values are grouped within the groups', () => {
    const { scans } = plan(wish(by('country'), rows, duplicates));
    expect(scans.map(({ select }) => select.source)).toMatchObject([
      { kind: 'rows' },
      { kind: 'groups', columns: ['net'], within: ['country'] },
    ]);
    expect(plan(wish(null, duplicates)).scans[0]!.select.source).not.toHaveProperty('within');
  });

  it('percentiles of groups have a scan of their own, as those of all rows', () => {
    const { scans } = plan(wish(by('country'), rows, median));
    expect(scans.map(({ select }) => select.source)).toEqual([
      { kind: 'rows' },
      { kind: 'rows', ordered: true },
    ]);
  });

  it.each([
    ['gone', { code: 'MISSING_COLUMN' }],
    ['extra', { code: 'UNSUPPORTED_TYPE' }],
  ])('by %s nothing is sent', (name, reason) => {
    const { scans, known } = plan(wish(by('country', name), rows), wish(null, rows));
    expect(scans.map(({ groupBy }) => groupBy)).toEqual([null]);
    expect(known.get(measurementKey(null, rows, by('country', name)))).toMatchObject({
      kind: 'unmeasured',
      reason,
    });
  });

  it.each([
    ['histogram', histogram([1])],
    [
      'orphans',
      {
        type: 'orphanCount',
        columns: ['net'],
        match: 'simple',
        reference: { dataset, columns: ['id'], filter: null },
      } as const,
    ],
  ])('%s for each group: no kind may ask for that', (_, metric) => {
    expect(() => plan(wish(by('country'), metric))).toThrow('cannot be measured for each group');
  });
});

describe('outcomesOfRows: groups', () => {
  const [scan] = plan(wish(by('country', 'day'), rows, present)).scans as [Scan];
  const outcome = (answer: readonly (readonly (string | null)[])[], metric: Metric) =>
    outcomesOfRows(scan, answer).get(measurementKey(null, metric, by('country', 'day')));

  it('are the keys, and then the metrics in their order', () => {
    const answer = [
      ['DE', '2026-01-01', '7', '6'],
      [null, null, '2', '0'],
    ];
    expect(outcome(answer, rows)).toEqual({
      kind: 'grouped',
      groups: [
        { key: ['DE', '2026-01-01'], value: 7 },
        { key: [null, null], value: 2 },
      ],
    });
    expect(outcome(answer, present)).toMatchObject({ groups: [{ value: 6 }, { value: 0 }] });
  });

  it('of no rows are none', () => {
    expect(outcome([], rows)).toEqual({ kind: 'grouped', groups: [] });
  });

  it.each([
    [3, 'grouped'],
    [4, 'unmeasured'],
  ])('%d of 3 groups: %s', (count, kind) => {
    const answer = Array.from({ length: count }, (_, i) => [String(i), 'x', '1', '1']);
    expect([outcome(answer, rows), outcome(answer, present)]).toMatchObject([{ kind }, { kind }]);
  });

  it('too many groups are told with their limit', () => {
    const answer = Array.from({ length: 4 }, (_, i) => [String(i), 'x', '1', '1']);
    expect(outcome(answer, rows)).toEqual({
      kind: 'unmeasured',
      reason: {
        code: 'TOO_MANY_GROUPS',
        message: 'there are more than the 3 groups that maxGroups allows',
      },
    });
  });

  it('a value that does not fit in one group spoils that metric, and no other', () => {
    const answer = [
      ['DE', 'x', '7', '6'],
      ['FR', 'x', '7', '-1'],
    ];
    expect([outcome(answer, rows), outcome(answer, present)]).toMatchObject([
      { kind: 'grouped' },
      { kind: 'unmeasured', reason: { code: 'VALUE_OUT_OF_RANGE' } },
    ]);
  });
});

describe('planScans: tables', () => {
  it('each has a scan of its own, equal ones share it', () => {
    const { scans } = plan(
      wish(null, rows, histogram([1]), histogram([2]), categories, present),
      wish(null, histogram([1]), categories),
    );
    expect(scans.map(({ metrics }) => metrics)).toEqual([
      [rows, present],
      [histogram([1])],
      [histogram([2])],
      [categories],
    ]);
    expect(scans.map(({ groupBy }) => groupBy)).toEqual([null, null, null, null]);
  });

  it('are read from all the rows of the answer', () => {
    const { scans } = plan(wish(null, histogram([5]), categories));
    const [ofNumbers, ofCategories] = scans as [Scan, Scan];
    expect(
      outcomesOfRows(ofNumbers, [
        ['1', '2', '5', '9'],
        ['0', '3', '1', '4'],
      ]).get(measurementKey(null, histogram([5]))),
    ).toEqual({ kind: 'measured', value: { edges: [5], counts: [3, 2], min: 1, max: 9 } });
    expect(
      outcomesOfRows(ofCategories, [
        ['DE', '3'],
        ['FR', '2'],
        ['US', '1'],
      ]).get(measurementKey(null, categories)),
    ).toMatchObject({ kind: 'measured', value: { isComplete: false } });
  });
});
