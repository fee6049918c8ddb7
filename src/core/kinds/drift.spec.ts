import { refusalsOf } from '../../../test/support/refusals.ts';
import type { ExecutionId } from '../ids.ts';
import { drift } from './drift.ts';
import type { PastStructure } from './kind.ts';

const EXECUTION = '01890000-0000-7000-8000-000000000001';
const CONNECTION = '01890000-0000-7000-8000-000000000002';
const METHODS = 'must be one of psi, jensenShannon, chiSquare, ks, wasserstein';
const parse = (fields: object) => ({
  ...drift.parameters.parse({
    kind: 'drift',
    column: 'net',
    method: 'psi',
    fail: { maxScore: 0.25 },
    ...fields,
  }),
  dataset: 'public.orders',
});
const refusals = (fields: object) =>
  refusalsOf(drift.parameters, {
    kind: 'drift',
    column: 'net',
    method: 'psi',
    fail: { maxScore: 0.25 },
    ...fields,
  });

const past = (...edges: readonly (readonly number[])[]): { readonly current: readonly PastStructure[] } => ({
  current: edges.map((one) => ({
    executionId: EXECUTION as ExecutionId,
    measuredAt: new Date('2026-03-04T05:06:07Z'),
    value: { kind: 'numbers', edges: one, counts: [1, 1], min: 0, max: 9 },
  })),
});

describe('drift: refused parameters', () => {
  const bins = (more: object) => ({ reference: { type: 'bins', ...more } });
  it.each([
    [{ column: '' }, 'column', 'must not be empty'],
    [{ as: 'texts' }, 'as', 'must be one of numbers, categories, dates'],
    [{ method: undefined }, 'method', METHODS],
    [{ method: 'kl' }, 'method', METHODS],
    [{ method: 'ks', as: 'categories' }, 'method', 'compares numbers or dates, not categories'],
    [{ method: 'wasserstein', as: 'categories' }, 'method', 'compares numbers or dates, not categories'],
    [{ scale: 'none' }, 'scale', 'goes with wasserstein only'],
    [{ bins: 1 }, 'bins', 'must be at least 2'],
    [{ bins: 51 }, 'bins', 'must be at most 50'],
    [{ maxCategories: 0 }, 'maxCategories', 'must be at least 1'],
    [{ maxCategories: 201 }, 'maxCategories', 'must be at most 200'],
    [{ edges: [] }, 'edges', 'must have at least 1 item'],
    [{ edges: [1, 1] }, 'edges.1', 'must be above the edge before it'],
    [{ edges: [1], as: 'categories' }, 'edges', 'goes with numbers and dates only'],
    [{ groupBy: ['country'] }, 'groupBy', 'is not known'],
    [{ fail: undefined }, 'fail', 'set warn, fail or both'],
    [{ fail: {} }, 'fail', 'needs maxScore, minPValue, maxNewCategories or anomaly'],
    [{ fail: { maxScore: -1 } }, 'fail.maxScore', 'must be at least 0'],
    [{ method: 'ks', fail: { minPValue: 1.1 } }, 'fail.minPValue', 'must be at most 1'],
    [{ warn: { minPValue: 0.1 } }, 'warn.minPValue', 'psi has no p-value: use maxScore'],
    [{ method: 'chiSquare' }, 'fail.maxScore', 'chiSquare grows with the number of rows: use minPValue'],
    [{ warn: { maxNewCategories: 0 } }, 'warn.maxNewCategories', 'goes with categories only'],
    [{ reference: { type: 'window', last: 1 } }, 'reference.last', 'must be at least 2'],
    [{ reference: { type: 'window', last: 101 } }, 'reference.last', 'must be at most 100'],
    [{ reference: { type: 'previous', last: 2 } }, 'reference.last', 'is not known'],
    [{ reference: { type: 'execution', executionId: '7' } }, 'reference.executionId', 'must be a UUID'],
    [{ reference: { type: 'dataset', connectionId: '7' } }, 'reference.connectionId', 'must be a UUID'],
    [{ reference: { type: 'dataset', dataset: ' ' } }, 'reference.dataset', 'must not be empty'],
    [bins({ edges: [1] }), 'reference', 'needs edges and counts'],
    [bins({ counts: [1, 2] }), 'reference', 'needs edges and counts'],
    [bins({ edges: [1], counts: [1] }), 'reference.counts', 'must be 2, one more than edges'],
    [bins({ edges: [2, 1], counts: [1, 1, 1] }), 'reference.edges.1', 'must be above the edge before it'],
    [bins({ edges: [1], counts: [1, -1] }), 'reference.counts.1', 'must be at least 0'],
    [{ ...bins({ edges: [1], counts: [1, 1] }), edges: [1] }, 'edges', 'are those of the reference'],
    [{ as: 'categories', ...bins({ edges: [1], counts: [1, 1] }) }, 'reference', 'needs categories'],
    [
      { method: 'ks', fail: { minPValue: 0.1 }, ...bins({ edges: [1], counts: [0.5, 0.5] }) },
      'reference.counts',
      'must be rows, not shares: a probability depends on how many there were',
    ],
    [
      {
        method: 'chiSquare',
        as: 'categories',
        fail: { minPValue: 0.1 },
        ...bins({ categories: { a: 0.2, b: 0.8 } }),
      },
      'reference.categories',
      'must be rows, not shares: a probability depends on how many there were',
    ],
  ])('%j at %s', (fields, path, message) => {
    expect(refusals(fields)).toEqual([{ path, message }]);
  });

  it('a kind of reference that nobody knows', () => {
    expect(refusals({ reference: { type: 'yesterday' } }).map(({ path }) => path)).toEqual([
      'reference.type',
    ]);
  });

  it('every wrong one of several', () => {
    const fields = { as: 'categories', method: 'ks', scale: 'none', edges: [1], warn: { minPValue: 0.1 } };
    expect(refusals(fields).map(({ path }) => path)).toEqual(['method', 'scale', 'edges']);
  });
});

describe('drift: what it asks for', () => {
  const histogram = (edges: readonly number[]) => ({
    type: 'histogram',
    column: 'net',
    as: 'numbers',
    edges,
  });
  const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map(
    (fraction) => expect.closeTo(fraction, 12) as number,
  );

  it.each([
    [{ type: 'previous' }, { last: 1 }],
    [{ type: 'window', last: 7 }, { last: 7 }],
    [{ type: 'execution', executionId: EXECUTION }, { executionId: EXECUTION }],
  ])('of earlier runs, for %j', (reference, wanted) => {
    expect(drift.remembers!(parse({ reference }))).toEqual({ current: { metric: histogram([]), wanted } });
  });

  it('of earlier runs nothing where the reference is elsewhere', () => {
    expect(drift.remembers!(parse({ reference: { type: 'dataset' } }))).toEqual({});
    expect(drift.remembers!(parse({ reference: { type: 'bins', edges: [1], counts: [1, 1] } }))).toEqual({});
  });

  it('percentiles of the rows, when no edges are known', () => {
    const test = parse({});
    expect(drift.preparation!(test, past())).toEqual({
      edges: { type: 'quantiles', column: 'net', as: 'numbers', fractions: tenths },
    });
    const { current } = drift.metrics(test, { past: {}, prepared: { edges: [1, 1, 2.5] } });
    expect(current).toEqual(histogram([1, 2.5]));
  });

  it('percentiles of the reference, when that is in a database', () => {
    const reference = { type: 'dataset', connectionId: CONNECTION, dataset: 'old.orders', filter: 'a > 1' };
    const test = parse({ reference, bins: 2 });
    const there = { connectionId: CONNECTION, dataset: 'old.orders', filter: 'a > 1', field: 'reference' };
    expect(drift.preparation!(test, {})).toEqual({
      edges: {
        metric: { type: 'quantiles', column: 'net', as: 'numbers', fractions: [0.5] },
        ...there,
      },
    });
    expect(drift.metrics(test, { past: {}, prepared: { edges: [4] } })).toEqual({
      present: { type: 'presentCount', column: 'net' },
      current: histogram([4]),
      reference: { metric: histogram([4]), ...there },
      referencePresent: { metric: { type: 'presentCount', column: 'net' }, ...there },
    });
  });

  it("a reference of the test's own dataset, whose filter is the user's SQL", () => {
    const test = parse({ reference: { type: 'dataset', filter: 'a > 1' } });
    expect(drift.metrics(test).reference).toMatchObject({ dataset: 'public.orders', filter: 'a > 1' });
    expect(drift.userConditions!(test)).toEqual([
      { path: 'reference.filter', sql: 'a > 1', of: { connectionId: undefined, dataset: 'public.orders' } },
    ]);
    expect(drift.userConditions!(parse({}))).toEqual([]);
  });

  it.each([
    ['given', { edges: [1, 2] }, [3], [1, 2]],
    ['of the newest earlier run', {}, [3], [3]],
    ['of the reference', { reference: { type: 'bins', edges: [5], counts: [1, 1] } }, [3], [5]],
  ])('no percentiles where edges are %s', (_, fields, known, edges) => {
    const test = parse(fields);
    const earlier = past(known, [99]);
    expect(drift.preparation!(test, earlier)).toEqual({});
    expect(drift.metrics(test, { past: earlier, prepared: {} }).current).toEqual(histogram(edges));
  });

  it('dates as the seconds since 1970, categories without edges', () => {
    expect(drift.metrics(parse({ as: 'dates', edges: [0] })).current).toMatchObject({ as: 'dates' });
    const test = parse({ as: 'categories', maxCategories: 3 });
    expect(drift.preparation!(test, past())).toEqual({});
    expect(drift.metrics(test).current).toEqual({ type: 'categoryCounts', column: 'net', limit: 3 });
  });
});
