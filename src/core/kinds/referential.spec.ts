import { fieldProblems } from '../field-problems.ts';
import { planScans } from '../planning/plan-scans.ts';
import { userSqlOf } from '../verdict/user-sql.ts';
import { metricsOf } from '../verdict/wanted-metrics.ts';
import { someConnectionId, someTest } from '../../../test/support/records.ts';
import { referential } from './referential.ts';

const reference = { dataset: 'public.customers', columns: ['id'] };
const fields = { kind: 'referential', columns: ['customer_id'], reference };
const parse = (more: object = {}) => ({
  ...referential.parameters.parse({ ...fields, ...more }),
  dataset: 'public.orders',
});
const context = { measuredAt: new Date(0), history: {} };
const judge = (more: object, measured: { rows: number; tested: number; orphans: number }) =>
  referential.judge(parse(more), measured, context);

const columnsOf = (...names: readonly string[]) =>
  names.map((name) => ({ name, type: 'integer', nativeType: 'integer', nullable: true }) as const);

describe('referential: parameters', () => {
  it('have defaults', () => {
    expect(parse()).toMatchObject({ match: 'simple', onEmpty: 'warned', reference });
  });

  const problemsOf = (more: object) =>
    fieldProblems(referential.parameters.safeParse({ ...fields, ...more }).error?.issues ?? []).map(
      ({ path }) => path,
    );
  it.each([
    [
      'a key of no columns',
      { columns: [], reference: { ...reference, columns: [] } },
      'columns',
      'reference.columns',
    ],
    ['a column twice', { columns: ['a', 'a'], reference: { ...reference, columns: ['x', 'y'] } }, 'columns'],
    ['more columns than partners', { columns: ['a', 'b'] }, 'reference.columns'],
    [
      'fewer columns than partners',
      { reference: { ...reference, columns: ['x', 'y'] } },
      'reference.columns',
    ],
    ['no reference', { reference: undefined }, 'reference'],
    ['a name of three parts', { reference: { ...reference, dataset: 'a.b.c' } }, 'reference.dataset'],
    ['an empty filter', { reference: { ...reference, filter: ' ' } }, 'reference.filter'],
    ['an unknown field of the reference', { reference: { ...reference, on: 'x' } }, 'reference.on'],
    ['an unknown match', { match: 'partial' }, 'match'],
  ])('%s is refused', (_, more, ...paths) => {
    expect(problemsOf(more)).toEqual(paths);
  });
});

describe('referential: judgement', () => {
  it('allows no row without a partner unless told otherwise', () => {
    expect(judge({}, { rows: 12, tested: 10, orphans: 1 })).toEqual({
      number: 10,
      status: 'failed',
      message: '1 row without a partner in public.customers of 10 rows tested (10 %); none is allowed',
      observed: { violations: 1, violationPercent: 10, orphans: 1, rowsTested: 10, rowsLeftOut: 2 },
      expected: { fail: { maxCount: 0 } },
      rowsTested: 10,
    });
  });

  it.each([
    [{ warn: { maxCount: 0 }, fail: { maxPercent: 20 } }, 2, 'warned'],
    [{ warn: { maxCount: 0 }, fail: { maxPercent: 20 } }, 3, 'failed'],
    [{ fail: { maxPercent: 20 } }, 2, 'passed'],
    [{}, 0, 'passed'],
  ])('with %j and %d of 10 is %s', (levels, orphans, status) => {
    expect(judge(levels, { rows: 10, tested: 10, orphans }).status).toBe(status);
  });

  it.each(['passed', 'warned', 'failed', 'skipped'])(
    'with nothing to test is %s when onEmpty says so',
    (onEmpty) => {
      expect(judge({ onEmpty }, { rows: 7, tested: 0, orphans: 0 })).toMatchObject({
        status: onEmpty,
        observed: { violationPercent: null, rowsLeftOut: 7 },
        rowsTested: 0,
      });
    },
  );
});

describe('referential: what it measures', () => {
  const scansOf = (...tests: readonly ReturnType<typeof parse>[]) =>
    planScans(
      { schema: 'public', table: 'orders' },
      columnsOf('customer_id', 'shop', 'no'),
      tests.map((test) => ({ filter: null, metrics: Object.values(referential.metrics(test)) })),
      { maxExpressions: 1000 },
    ).scans;

  it('is one statement of its own beside the shared one', () => {
    expect(scansOf(parse()).map(({ metrics }) => metrics.map(({ type }) => type))).toEqual([
      ['rowCount', 'keyedCount'],
      ['orphanCount'],
    ]);
  });

  it('is the same for tests that differ in their thresholds only', () => {
    expect(scansOf(parse(), parse({ fail: { maxCount: 5 }, onEmpty: 'failed' }))).toHaveLength(2);
  });

  it.each([
    ['match', { match: 'full' }],
    ['reference', { reference: { ...reference, dataset: 'public.people' } }],
    ['column of the reference', { reference: { ...reference, columns: ['no'] } }],
    ['filter of the reference', { reference: { ...reference, filter: 'active' } }],
  ])('is another with another %s', (_, more) => {
    expect(scansOf(parse(), parse(more))).toHaveLength(3);
  });

  it('needs its own columns, of a type that has an equality', () => {
    const { known, scans } = planScans(
      { schema: 'public', table: 'orders' },
      [{ name: 'customer_id', type: 'json', nativeType: 'jsonb', nullable: true }],
      [{ filter: null, metrics: Object.values(referential.metrics(parse())) }],
      { maxExpressions: 1000 },
    );
    expect([...known.values()]).toMatchObject([
      { reason: { code: 'UNSUPPORTED_TYPE' } },
      { reason: { code: 'UNSUPPORTED_TYPE' } },
    ]);
    expect(scans.flatMap(({ metrics }) => metrics)).toEqual([{ type: 'rowCount' }]);
  });

  it('shows the SQL of both sides to the guard', () => {
    const test = someTest({
      ...fields,
      fail: undefined,
      filter: 'a',
      reference: { ...reference, filter: 'b' },
    });
    expect(userSqlOf(test)).toEqual([
      { path: 'filter', sql: 'a' },
      { path: 'reference.filter', sql: 'b', of: { dataset: 'public.customers' } },
    ]);
    expect(userSqlOf(someTest({ ...fields, fail: undefined }))).toEqual([]);
  });
});

describe('referential: a reference of another connection', () => {
  const [own, other] = [someConnectionId(), someConnectionId()];
  const orphansOf = (connectionId: string) =>
    metricsOf(
      someTest({ ...fields, fail: undefined, connectionId: own, reference: { ...reference, connectionId } }),
    ).find(({ name }) => name === 'orphans')!;

  it('is looked up by the database only when it is the test’s own', () => {
    expect(orphansOf(own).metric.type).toBe('orphanCount');
    expect(orphansOf(other)).toMatchObject({
      metric: {
        type: 'orphansElsewhere',
        keys: ['customer_id'],
        maxRows: 1_000_000,
        reference: { connectionId: other, dataset: 'public.customers', keys: ['id'], filter: null },
      },
      place: { connectionId: own, field: '' },
    });
  });

  it('is judged by what was counted with the keys', () => {
    const counted = { rows: 9, rowsTested: 8, orphans: 2 };
    const judged = referential.judge(parse(), { rows: 100, tested: 90, orphans: counted }, context);
    expect(judged).toMatchObject({
      status: 'failed',
      message: '2 rows without a partner in public.customers of 8 rows tested (25 %); none is allowed',
      observed: { orphans: 2, rowsTested: 8, rowsLeftOut: 1 },
      rowsTested: 8,
    });
  });
});
