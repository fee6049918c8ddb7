import { fieldProblems } from '../field-problems.ts';
import type { KeyDifferences, MetricValue } from '../metrics/metric.ts';
import { userSqlOf } from '../verdict/user-sql.ts';
import { metricsOf } from '../verdict/wanted-metrics.ts';
import { someConnectionId, someTest } from '../../../test/support/records.ts';
import { reconciliation } from './reconciliation.ts';

const fields = { kind: 'reconciliation', reference: { dataset: 'public.copy' } };
const parse = (more: object = {}) => ({
  ...reconciliation.parameters.parse({ ...fields, ...more }),
  dataset: 'public.orders',
});
const judge = (more: object, measured: { readonly [name: string]: MetricValue }) =>
  reconciliation.judge(parse(more), measured, { measuredAt: new Date(0), history: {} });
const rows = (here: number, there: number) => ({ rowCount: here, 'reference.rowCount': there });

const noDifference: KeyDifferences = {
  rowsHere: 5,
  rowsThere: 5,
  nullKeysHere: 0,
  nullKeysThere: 0,
  onlyHere: 0,
  onlyThere: 0,
  different: 0,
  equal: 5,
  ambiguous: 0,
  repeatedHere: 0,
  repeatedThere: 0,
  byColumn: [0],
  shown: { onlyHere: [], onlyThere: [], different: [], ambiguous: [] },
};

describe('reconciliation: parameters', () => {
  const problemsOf = (more: object) =>
    fieldProblems(reconciliation.parameters.safeParse({ ...fields, ...more }).error?.issues ?? []).map(
      ({ path }) => path,
    );

  it('have defaults', () => {
    expect(parse()).toMatchObject({ showKeys: 0, timeZone: 'UTC', maxRows: 1_000_000, onEmpty: 'warned' });
    expect(parse({ keys: ['id'], columns: ['a'] }).columns).toEqual([{ column: 'a', referenceColumn: 'a' }]);
  });

  it.each([
    ['no reference', { reference: undefined }, 'reference'],
    ['a name of three parts', { reference: { dataset: 'a.b.c' } }, 'reference.dataset'],
    [
      'a connection that is no id',
      { reference: { dataset: 'a', connectionId: 'b' } },
      'reference.connectionId',
    ],
    ['a sum of nothing', { compare: [{ metric: 'sum' }] }, 'compare.0.column'],
    ['a column to count rows', { compare: [{ metric: 'rowCount', column: 'a' }] }, 'compare.0.column'],
    ['an unknown metric', { compare: [{ metric: 'mode', column: 'a' }] }, 'compare.0.metric'],
    ['a comparison twice', { compare: [{ metric: 'rowCount' }, { metric: 'rowCount' }] }, 'compare'],
    ['nothing to compare', { compare: [] }, 'compare'],
    ['fewer partners than keys', { keys: ['a', 'b'], referenceKeys: ['a'] }, 'referenceKeys'],
    ['a column twice', { keys: ['a'], columns: ['b', { column: 'b', referenceColumn: 'c' }] }, 'columns'],
    ['columns without keys', { columns: ['b'] }, 'columns'],
    ['partners without keys', { referenceKeys: ['b'] }, 'referenceKeys'],
    ['keys to show without keys', { showKeys: 5 }, 'showKeys'],
    ['a bound of rows without keys', { fail: { maxDifferences: 1 } }, 'fail.maxDifferences'],
    ['a level of nothing', { warn: {} }, 'warn'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
  ])('%s is refused', (_, more, path) => {
    expect(problemsOf(more)).toEqual([path]);
  });
});

describe('reconciliation: what it measures', () => {
  const placesOf = (more: object) =>
    metricsOf(someTest({ ...fields, fail: undefined, ...more })).map(({ name, metric, place }) => [
      name,
      metric.type,
      place.dataset,
      place.filter,
    ]);

  it('is the row count of both, unless told otherwise', () => {
    expect(placesOf({ filter: 'a', reference: { dataset: 'public.copy', filter: 'b' } })).toEqual([
      ['rowCount', 'rowCount', 'public.orders', 'a'],
      ['reference.rowCount', 'rowCount', 'public.copy', 'b'],
    ]);
    expect(placesOf({ keys: ['id'] })).toEqual([['keys', 'keyDifferences', 'public.orders', null]]);
  });

  it('is each comparison on both sides, by their own columns', () => {
    const compare = [
      { metric: 'sum', column: 'net', referenceColumn: 'amount' },
      { metric: 'max', column: 'at' },
    ];
    expect(placesOf({ compare }).map(([name, type, dataset]) => [name, type, dataset])).toEqual([
      ['rowCount', 'rowCount', 'public.orders'],
      ['reference.rowCount', 'rowCount', 'public.copy'],
      ['sum(net)', 'statistic', 'public.orders'],
      ['reference.sum(amount)', 'statistic', 'public.copy'],
      ['max(at)', 'extreme', 'public.orders'],
      ['reference.max(at)', 'extreme', 'public.copy'],
    ]);
  });

  it('lies in the other connection only when it is another', () => {
    const connectionId = someConnectionId();
    const wanted = (given: string) =>
      metricsOf(
        someTest({
          ...fields,
          fail: undefined,
          connectionId,
          keys: ['id'],
          compare: [{ metric: 'rowCount' }],
          reference: { connectionId: given, dataset: 'public.copy' },
        }),
      );
    const other = someConnectionId();
    expect(wanted(other).map(({ place }) => place.connectionId)).toEqual([connectionId, other, connectionId]);
    expect(wanted(other)[2]!.metric).toMatchObject({ reference: { connectionId: other } });
    expect(wanted(connectionId)[2]!.metric).toMatchObject({ reference: { connectionId: null } });
  });

  it('shows the SQL of either side to the guard of its connection', () => {
    const other = someConnectionId();
    const reference = { connectionId: other, dataset: 'public.copy', filter: 'b' };
    expect(userSqlOf(someTest({ ...fields, fail: undefined, filter: 'a', reference }))).toEqual([
      { path: 'filter', sql: 'a' },
      { path: 'reference.filter', sql: 'b', of: { connectionId: other, dataset: 'public.copy' } },
    ]);
  });
});

describe('reconciliation: judgement of numbers', () => {
  it('wants equality unless told otherwise', () => {
    expect(judge({}, rows(10, 10))).toEqual({
      status: 'passed',
      message: 'compared with public.copy: 1 value equal',
      observed: {
        rowsHere: 10,
        rowsThere: 10,
        comparisons: [{ name: 'rowCount', here: '10', there: '10', difference: '0' }],
      },
      expected: { fail: { tolerance: '0' } },
      rowsTested: 10,
    });
    expect(judge({}, rows(10, 12))).toMatchObject({
      status: 'failed',
      message: 'compared with public.copy: rowCount is 10 here and 12 there (2 apart)',
    });
  });

  it('names each comparison that differs, with both values and what is allowed', () => {
    const compare = [
      { metric: 'sum', column: 'net' },
      { metric: 'max', column: 'at' },
      { metric: 'nullCount', column: 'net' },
    ];
    const measured = {
      ...rows(10, 10),
      'sum(net)': '100.10',
      'reference.sum(net)': '100.3',
      'max(at)': null,
      'reference.max(at)': '2026-01-01T00:00:00.000000Z',
      'nullCount(net)': 9,
      'reference.nullCount(net)': 9,
    };
    expect(judge({ compare, fail: { tolerance: '0.1' } }, measured)).toMatchObject({
      status: 'failed',
      message:
        'compared with public.copy: sum(net) is 100.10 here and 100.3 there (0.2 apart); 0.1 allowed; ' +
        'max(at) is null here and 2026-01-01T00:00:00.000000Z there',
      observed: { comparisons: [{}, {}, { name: 'nullCount(net)', here: '1', there: '1', difference: '0' }] },
    });
  });

  it.each([
    [{ warn: { tolerance: 0 }, fail: { tolerance: 2 } }, 12, 'warned'],
    [{ warn: { tolerance: 0 }, fail: { tolerance: 2 } }, 13, 'failed'],
    [{ warn: { tolerance: 0 } }, 13, 'warned'],
    [{ fail: { tolerancePercent: 20 } }, 12, 'passed'],
    [{ fail: { tolerancePercent: 16 } }, 12, 'failed'],
  ])('with %j and %d instead of 10 is %s', (levels, there, status) => {
    expect(judge(levels, rows(10, there)).status).toBe(status);
  });

  it('says what the tolerance forgave', () => {
    expect(judge({ fail: { tolerance: 5 } }, rows(10, 12)).message).toBe(
      'compared with public.copy: 1 value of 1 different within the tolerance',
    );
  });

  it.each(['passed', 'warned', 'failed', 'skipped'])(
    'with no rows at all is %s when onEmpty says so',
    (onEmpty) => {
      expect(judge({ onEmpty }, rows(0, 0))).toMatchObject({ status: onEmpty, rowsTested: 0 });
    },
  );

  it('is no matter of onEmpty when one side has rows', () => {
    expect([judge({}, rows(0, 1)).status, judge({}, rows(1, 0)).status]).toEqual(['failed', 'failed']);
  });
});

describe('reconciliation: judgement of rows', () => {
  const keyed = { keys: ['id'], columns: ['net'] };
  const differing = {
    ...noDifference,
    onlyHere: 1,
    onlyThere: 2,
    different: 3,
    byColumn: [3],
    shown: { ...noDifference.shown, different: [['7']] },
  };

  it('passes where there is no difference', () => {
    expect(judge(keyed, { keys: noDifference })).toMatchObject({
      status: 'passed',
      message: 'compared with public.copy: all 5 keys are equal',
      rowsTested: 5,
    });
  });

  it('counts every sort of difference', () => {
    const sorts = [
      'onlyHere',
      'onlyThere',
      'different',
      'ambiguous',
      'nullKeysHere',
      'nullKeysThere',
    ] as const;
    for (const sort of sorts)
      expect(judge(keyed, { keys: { ...noDifference, [sort]: 1 } })).toMatchObject({
        status: 'failed',
        observed: { differences: 1 },
      });
    // several rows of one key are no difference where nothing meets them, but they are told
    expect(judge(keyed, { keys: { ...noDifference, repeatedHere: 1 } })).toMatchObject({
      status: 'passed',
      observed: { repeatedHere: 1 },
    });
  });

  it('says what differs, and shows keys by their names', () => {
    const found = judge(
      { ...keyed, showKeys: 1, warn: { maxDifferences: 0 }, fail: { maxDifferences: 6 } },
      { keys: differing },
    );
    expect(found).toMatchObject({
      status: 'warned',
      message:
        'compared with public.copy: 1 row only here, 2 rows only there, 3 keys with different values (net 3); none is allowed',
      observed: {
        differences: 6,
        differentByColumn: { net: 3 },
        keys: { different: [{ id: '7' }], onlyHere: [] },
      },
    });
  });

  it('is strict where a level speaks of numbers only, and the other way round', () => {
    const both = { ...keyed, compare: [{ metric: 'rowCount' }] };
    expect(judge({ ...both, fail: { tolerance: 9 } }, { ...rows(5, 6), keys: differing }).status).toBe(
      'failed',
    );
    expect(judge({ ...both, fail: { maxDifferences: 9 } }, { ...rows(5, 6), keys: differing }).status).toBe(
      'failed',
    );
    const loose = { tolerance: 9, maxDifferences: 9 };
    expect(judge({ ...both, fail: loose }, { ...rows(5, 6), keys: differing }).status).toBe('passed');
  });
});
