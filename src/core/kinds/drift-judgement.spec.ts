import type { Json } from '../json.ts';
import type { ExecutionId } from '../ids.ts';
import { drift } from './drift.ts';
import type { PastStructure } from './kind.ts';

const EXECUTION = '01890000-0000-7000-8000-000000000001';
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
const measuredAt = new Date('2026-03-04T05:06:07Z');
const past = (...values: readonly Json[]): { readonly current: readonly PastStructure[] } => ({
  current: values.map((value) => ({ executionId: EXECUTION as ExecutionId, measuredAt, value })),
});
const counted = (edges: readonly number[], counts: readonly number[], min = 0, max = 9) => ({
  edges,
  counts,
  min,
  max,
});
const kept = (...histogram: Parameters<typeof counted>) => ({ kind: 'numbers', ...counted(...histogram) });
const categories = (counts: Record<string, number>, isComplete = true) => ({
  categories: Object.entries(counts).map(([category, count]) => ({ category, count })),
  isComplete,
});
const keptCategories = (counts: Record<string, number>, other = 0) => ({
  kind: 'categories',
  counts: categories(counts).categories,
  other,
});

/** The judgement on what was measured, after these histograms of earlier runs, newest first. */
const judge = (
  fields: object,
  current: ReturnType<typeof counted> | ReturnType<typeof categories>,
  earlier: readonly Json[] = [],
  present = 'edges' in current ? current.counts.reduce((sum, n) => sum + n, 0) : 0,
) => drift.judge(parse(fields), { present, current }, { measuredAt, history: {}, past: past(...earlier) });

describe('drift: the first run', () => {
  it('has nothing to compare with, and is kept', () => {
    expect(judge({}, counted([5], [3, 1]))).toEqual({
      status: 'skipped',
      message: '4 values; no earlier histogram to compare with, this one is kept as the reference',
      observed: { score: null, histograms: { current: kept([5], [3, 1]) } },
      expected: { fail: { maxScore: 0.25 } },
      rowsTested: 4,
      number: null,
      remember: { current: kept([5], [3, 1]) },
    });
  });

  it('without values is left to onEmpty, and gives no bins to later ones', () => {
    const empty = { edges: [], counts: [0], min: null, max: null };
    const first = drift.judge(
      parse({ onEmpty: 'failed' }),
      { present: 0, current: empty },
      { measuredAt, history: {}, past: {} },
    );
    expect(first).toMatchObject({
      status: 'failed',
      message: 'psi of "net" is not defined: there is no value (onEmpty decides)',
      rowsTested: 0,
    });
    expect(first).not.toHaveProperty('remember');
  });

  it('with other edges begins anew', () => {
    expect(judge({ edges: [4] }, counted([4], [3, 1]), [kept([5], [3, 1])])).toMatchObject({
      status: 'skipped',
      remember: { current: kept([4], [3, 1]) },
    });
  });

  it('compared with an execution that has no such histogram says so', () => {
    const reference = { type: 'execution', executionId: EXECUTION };
    expect(judge({ reference, edges: [4] }, counted([4], [3, 1]), [kept([5], [3, 1])])).toMatchObject({
      status: 'skipped',
      message: `4 values; execution ${EXECUTION} has no histogram with these bins`,
    });
  });
});

describe('drift: judgement of numbers', () => {
  // shares 0.5 0.5 become 0.75 0.25: (0.25) ln 1.5 + (−0.25) ln 0.5
  const psi = 0.25 * Math.log(1.5) - 0.25 * Math.log(0.5);
  const [before, now] = [kept([5], [50, 50]), counted([5], [75, 25])];

  it('shows the score, what each bin adds and both histograms', () => {
    expect(judge({ warn: { maxScore: 0.1 } }, now, [before])).toEqual({
      status: 'failed',
      message: 'psi of "net" is 0.2747 (100 values); more than the 0.25 allowed',
      observed: {
        score: expect.closeTo(psi, 12),
        pValue: null,
        contributions: [expect.closeTo(0.25 * Math.log(1.5), 12), expect.closeTo(-0.25 * Math.log(0.5), 12)],
        histograms: { reference: before, current: kept([5], [75, 25]) },
      },
      expected: { fail: { maxScore: 0.25 }, warn: { maxScore: 0.1 } },
      rowsTested: 100,
      number: expect.closeTo(psi, 12),
      remember: { current: kept([5], [75, 25]) },
    });
  });

  it.each([
    [{ maxScore: 0.27 }, 'failed'],
    [{ maxScore: 0.28 }, 'passed'],
  ])('the bound itself is allowed: %j', (fail, status) => {
    expect(judge({ fail }, now, [before]).status).toBe(status);
  });

  it('a score of exactly the bound is allowed', () => {
    expect(judge({ fail: { maxScore: 0 } }, counted([5], [50, 50]), [before])).toMatchObject({
      status: 'passed',
      message: 'psi of "net" is 0 (100 values)',
    });
  });

  // by hand: the largest difference of the cumulative shares is 0.25, and the p-value is Q(√50 · 0.25)
  it('ks tells where, and how probable that is', () => {
    const fields = { method: 'ks', fail: { minPValue: 0.005 }, warn: { minPValue: 0.05 } };
    expect(judge(fields, now, [before])).toMatchObject({
      status: 'failed',
      message: 'ks of "net" is 0.25, p = 0.003861 (100 values); less probable than the 0.005 allowed',
      observed: { score: 0.25, at: 5 },
    });
  });

  it('chiSquare tells whether there were enough rows', () => {
    const fields = { method: 'chiSquare', fail: { minPValue: 0.0001 }, warn: { minPValue: 0.05 } };
    expect(judge(fields, now, [before])).toMatchObject({
      status: 'warned',
      observed: { test: { degreesOfFreedom: 1, smallestExpected: 37.5, isReliable: true } },
    });
  });

  it('a reference without rows, or no rows now, is left to onEmpty', () => {
    const empty = { type: 'bins', edges: [5], counts: [0, 0] };
    expect(judge({ reference: empty }, now)).toMatchObject({
      status: 'warned',
      message: 'psi of "net" is not defined: the reference is empty (onEmpty decides)',
      observed: { score: null },
      number: null,
    });
    const none = judge({ onEmpty: 'skipped' }, counted([5], [0, 0]), [before]);
    expect(none).toMatchObject({ status: 'skipped', rowsTested: 0, number: null });
    expect(none).not.toHaveProperty('remember');
  });

  it('a reference of the database is what was measured there', () => {
    const reference = { type: 'dataset', dataset: 'old.orders' };
    const measured = { present: 100, current: now, reference: counted([5], [50, 50]), referencePresent: 100 };
    const judged = drift.judge(parse({ reference }), measured, { measuredAt, history: {} });
    expect(judged.observed).toMatchObject({ score: expect.closeTo(psi, 12) });
  });
});

describe('drift: a window of runs', () => {
  const reference = { type: 'window', last: 3 };

  it('is the sum of those with the same bins', () => {
    const earlier = [kept([5], [1, 2], 0, 6), kept([4], [90, 90]), kept([5], [10, 20], 2, 9)];
    expect(judge({ reference }, counted([5], [1, 2]), earlier).observed['histograms']).toMatchObject({
      reference: { edges: [5], counts: [11, 22], min: 0, max: 9 },
    });
  });

  it('knows of a category only what every run knows', () => {
    const earlier = [keptCategories({ a: 5, b: 3 }), keptCategories({ a: 5 }, 2)];
    expect(
      judge({ reference, as: 'categories' }, categories({ a: 5, b: 5 }), earlier, 10).observed['histograms'],
    ).toMatchObject({ reference: { counts: [{ category: 'a', count: 10 }], other: 5 } });
  });

  it('what was kept in another form, or by another kind of drift, is left out', () => {
    const earlier = [null, 'text', { kind: 'older' }, keptCategories({ a: 1 }), kept([5], [1, 2])];
    expect(judge({ reference }, counted([5], [1, 2]), earlier)).toMatchObject({
      status: 'passed',
      observed: { histograms: { reference: kept([5], [1, 2]) } },
    });
  });
});

describe('drift: judgement of categories', () => {
  const fields = { as: 'categories', method: 'jensenShannon', fail: { maxScore: 1 } };

  it('names those that appeared and vanished', () => {
    const earlier = [keptCategories({ a: 8, b: 2 })];
    const warn = { maxNewCategories: 0 };
    expect(judge({ ...fields, warn }, categories({ a: 8, c: 2 }), earlier, 10)).toMatchObject({
      status: 'warned',
      message: expect.stringMatching(
        /^jensenShannon of "net" is 0\.4472, 1 new category \(10 values\); at most 0 new allowed$/,
      ),
      observed: { appeared: ['c'], vanished: ['b'] },
      rowsTested: 10,
    });
    expect(
      judge({ ...fields, warn: { maxNewCategories: 2 } }, categories({ c: 5, d: 5 }), earlier, 10),
    ).toMatchObject({ status: 'passed', message: expect.stringContaining('2 new categories') });
  });

  it('what is beyond maxCategories counts as one, and never as new', () => {
    const earlier = [keptCategories({ a: 8 }, 2)];
    const judged = judge(
      { ...fields, fail: { maxScore: 0, maxNewCategories: 0 } },
      categories({ a: 8, b: 1 }, false),
      earlier,
      10,
    );
    expect(judged).toMatchObject({
      status: 'passed',
      observed: { score: 0, appeared: [], histograms: { current: keptCategories({ a: 8, b: 1 }, 1) } },
    });
  });

  it('those that are written down', () => {
    const reference = { type: 'bins', categories: { a: 0.8, b: 0.2 } };
    expect(judge({ ...fields, reference }, categories({ a: 4, b: 1 }), [], 5)).toMatchObject({
      status: 'passed',
      observed: { score: expect.closeTo(0, 7) },
    });
  });
});

describe('drift: a reference that was pinned', () => {
  it('is that execution, whatever was measured since', () => {
    const reference = { type: 'execution', executionId: EXECUTION };
    expect(judge({ reference }, counted([5], [50, 50]), [kept([5], [50, 50])])).toMatchObject({
      status: 'passed',
      observed: { score: 0 },
    });
  });
});
