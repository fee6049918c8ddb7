import { z } from 'zod';
import type { ConnectionId } from '../ids.ts';
import type { Json } from '../json.ts';
import type { Metric } from '../metrics/metric.ts';
import { anomalyThreshold } from '../verdict/anomaly.ts';
import { binEdges, edgesFromPercentiles } from '../verdict/drift/bin-edges.ts';
import { driftBetween, driftMethods, numberMethods, type Drift } from '../verdict/drift/drift.ts';
import { totalOf, type Histogram } from '../verdict/drift/histogram.ts';
import { asHistogram, edgesOf, inJson, joined, pastHistograms } from '../verdict/drift/measured.ts';
import { expectedOf, statusOfLevel, worstBreach } from '../verdict/levels.ts';
import { countOf, inNumber } from '../words.ts';
import { columnName } from './column-fields.ts';
import { defineKind, type Judgement, type Known, type Wanted } from './kind.ts';

const level = z
  .strictObject({
    maxScore: z
      .number()
      .min(0)
      .optional()
      .describe('largest score; not for chiSquare, which grows with the rows'),
    minPValue: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('ks and chiSquare: smallest probability of this much difference without drift'),
    maxNewCategories: z.int().min(0).optional().describe('categories that the reference does not have'),
    anomaly: anomalyThreshold.optional().describe('the score is far from what it was before'),
  })
  .refine(
    (bounds) => Object.values(bounds).some((bound) => bound !== undefined),
    'needs maxScore, minPValue, maxNewCategories or anomaly',
  );
type Bounds = z.infer<typeof level>;

const counts = z.array(z.number().min(0)).min(1).max(201);
const reference = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('previous') }),
    z.strictObject({ type: z.literal('window'), last: z.int().min(2).max(100) }),
    z.strictObject({ type: z.literal('execution'), executionId: z.uuid().toLowerCase() }),
    z.strictObject({
      type: z.literal('dataset'),
      connectionId: z
        .uuid()
        .toLowerCase()
        .transform((id) => id as ConnectionId)
        .optional(),
      dataset: z.string().trim().min(1).max(300).optional().describe("the test's own where absent"),
      filter: z.string().trim().min(1).max(10_000).optional(),
    }),
    z.strictObject({
      type: z.literal('bins'),
      edges: binEdges.optional(),
      counts: counts.optional().describe('of numbers and dates: one more than edges; rows or shares'),
      categories: z.record(z.string().max(1000), z.number().min(0)).optional(),
    }),
  ])
  .describe('what the data is compared with');

const parameters = z
  .strictObject({
    kind: z.literal('drift'),
    column: columnName,
    as: z
      .enum(['numbers', 'categories', 'dates'])
      .default('numbers')
      .describe('numbers and dates fall into bins (dates by their seconds since 1970, UTC)'),
    method: z.enum(driftMethods),
    scale: z
      .enum(['none', 'standardDeviation', 'interquartileRange'])
      .optional()
      .describe('wasserstein: what the distance is divided by; none where absent'),
    reference: reference.default({ type: 'previous' }),
    edges: binEdges.optional().describe('of the bins; where absent, percentiles of the first reference'),
    bins: z.int().min(2).max(50).default(10).describe('how many bins percentiles make'),
    maxCategories: z.int().min(1).max(200).default(50).describe('all others count as one'),
    onEmpty: z
      .enum(['passed', 'warned', 'failed', 'skipped'])
      .default('warned')
      .describe('status when there is no value on either side'),
    warn: level.optional(),
    fail: level.optional(),
  })
  .superRefine((test, ctx) => {
    const problem = (path: readonly string[], message: string) =>
      ctx.addIssue({ code: 'custom', path: [...path], message });
    const { as, method, reference: given } = test;
    if (!test.warn && !test.fail) problem(['fail'], 'set warn, fail or both');
    if (as === 'categories' && numberMethods.some((name) => name === method))
      problem(['method'], 'compares numbers or dates, not categories');
    if (test.scale !== undefined && method !== 'wasserstein')
      problem(['scale'], 'goes with wasserstein only');
    if (as === 'categories' && test.edges) problem(['edges'], 'goes with numbers and dates only');
    for (const name of ['warn', 'fail'] as const) {
      if (test[name]?.maxScore !== undefined && method === 'chiSquare')
        problem([name, 'maxScore'], 'chiSquare grows with the number of rows: use minPValue');
      if (test[name]?.minPValue !== undefined && method !== 'chiSquare' && method !== 'ks')
        problem([name, 'minPValue'], `${method} has no p-value: use maxScore`);
      if (test[name]?.maxNewCategories !== undefined && as !== 'categories')
        problem([name, 'maxNewCategories'], 'goes with categories only');
    }
    if (given.type !== 'bins') return;
    if (as === 'categories' ? !given.categories || given.counts : !given.edges || !given.counts)
      problem(['reference'], as === 'categories' ? 'needs categories' : 'needs edges and counts');
    else if (given.counts && given.counts.length !== given.edges!.length + 1)
      problem(['reference', 'counts'], `must be ${given.edges!.length + 1}, one more than edges`);
    if (test.edges) problem(['edges'], 'are those of the reference');
    const isTest = method === 'chiSquare' || (test.warn?.minPValue ?? test.fail?.minPValue) !== undefined;
    const weights = as === 'categories' ? Object.values(given.categories ?? {}) : (given.counts ?? []);
    if (isTest && !weights.every(Number.isInteger))
      problem(
        ['reference', as === 'categories' ? 'categories' : 'counts'],
        'must be rows, not shares: a probability depends on how many there were',
      );
  });
type DriftTest = z.infer<typeof parameters>;

/** Under this name the histogram of the tested rows is kept. */
const CURRENT = 'current';

/** The metric of the rows' shape, and that of the edges that give it bins. */
const shapeOf = ({ column, as, maxCategories }: DriftTest, edges: readonly number[]) =>
  as === 'categories'
    ? ({ type: 'categoryCounts', column, limit: maxCategories } as const)
    : ({ type: 'histogram', column, as, edges } as const);
type Shape = ReturnType<typeof shapeOf>;

/** The metric among the rows of the reference, where these are in a database. */
function amongReference<M extends Metric>(
  { reference: given, dataset: own }: DriftTest & { readonly dataset: string },
  metric: M,
) {
  if (given.type !== 'dataset') return null;
  const { connectionId, dataset = own, filter = null } = given;
  return { metric, connectionId, dataset, filter, field: 'reference' } as const;
}

/** Edges that need no measuring; null when they are percentiles of the data. */
function fixedEdges(test: DriftTest, past: Known['past']): readonly number[] | null {
  if (test.as === 'categories') return [];
  if (test.reference.type === 'bins') return test.reference.edges ?? [];
  return test.edges ?? edgesOf(pastHistograms(past[CURRENT]));
}

/**
 * The shape of a column's values is what it was: that of an earlier run, of a window of runs, of other rows, or one
 * that is written down. Bins are counted in the database. What is compared, and how far it moved, is in `observed`.
 */
export const drift = defineKind({
  summary: 'Values whose distribution moved away from a reference',
  parameters,
  example: { kind: 'drift', column: 'net', method: 'psi', warn: { maxScore: 0.1 }, fail: { maxScore: 0.25 } },
  userConditions: ({ reference: given, dataset: own }) =>
    given.type === 'dataset' && given.filter !== undefined
      ? [
          {
            path: 'reference.filter',
            sql: given.filter,
            of: { connectionId: given.connectionId, dataset: given.dataset ?? own },
          },
        ]
      : [],
  remembers: (test) => {
    const { reference: given } = test;
    const metric = shapeOf(test, []);
    switch (given.type) {
      case 'previous':
        return { [CURRENT]: { metric, wanted: { last: 1 } } };
      case 'window':
        return { [CURRENT]: { metric, wanted: { last: given.last } } };
      case 'execution':
        return { [CURRENT]: { metric, wanted: { executionId: given.executionId } } };
      case 'dataset':
      case 'bins':
        return {};
    }
  },
  preparation(test, past): { readonly [name: string]: Wanted } {
    if (fixedEdges(test, past) !== null || test.as === 'categories') return {};
    const fractions = Array.from({ length: test.bins - 1 }, (_, i) => (i + 1) / test.bins);
    const metric = { type: 'quantiles', column: test.column, as: test.as, fractions } as const;
    return { edges: amongReference(test, metric) ?? metric };
  },
  metrics(test, known = { past: {}, prepared: {} }) {
    const { edges: percentiles } = known.prepared;
    const measured = Array.isArray(percentiles) ? edgesFromPercentiles(percentiles as readonly number[]) : [];
    const shape: Shape = shapeOf(test, fixedEdges(test, known.past) ?? measured);
    const present = { type: 'presentCount', column: test.column } as const;
    const [there, rowsThere] = [amongReference(test, shape), amongReference(test, present)];
    return {
      present,
      [CURRENT]: shape,
      ...(there && rowsThere && { reference: there, referencePresent: rowsThere }),
    };
  },
  history: () => ({}),
  judge(test, { present, current, reference: there, referencePresent }, { past = {} }) {
    const now = asHistogram(current, present);
    const before =
      test.reference.type === 'bins'
        ? inline(test.reference)
        : there
          ? asHistogram(there, referencePresent ?? 0)
          : joined(pastHistograms(past[CURRENT]), now);
    const outline = {
      expected: expectedOf(test),
      rowsTested: totalOf(now),
      number: null,
      // rows without values have no shape that a later run could have kept
      ...(totalOf(now) > 0 && { remember: { [CURRENT]: inJson(now) } }),
    };
    const undefinedBecause = (reason: string, histograms: { readonly [name: string]: Json }): Judgement => ({
      ...outline,
      status: test.onEmpty,
      message: `${test.method} of "${test.column}" is not defined: ${reason} (onEmpty decides)`,
      observed: { score: null, histograms },
    });
    if (before === null && totalOf(now) === 0)
      return undefinedBecause('there is no value', { current: inJson(now) });
    if (before === null)
      return {
        ...outline,
        status: 'skipped',
        message:
          test.reference.type === 'execution'
            ? `${countOf(totalOf(now), 'value')}; execution ${test.reference.executionId} has no histogram with these bins`
            : `${countOf(totalOf(now), 'value')}; no earlier histogram to compare with, this one is kept as the reference`,
        observed: { score: null, histograms: { current: inJson(now) } },
      };
    const found = driftBetween(test.method, before, now, { scale: test.scale });
    const histograms = { reference: inJson(before), current: inJson(now) };
    if (found.score === null) return undefinedBecause(found.reason, histograms);
    const { score, pValue, details } = found;
    const appeared = details.appeared?.length ?? 0;
    const breach = worstBreach<Bounds>(test, (bounds) => complaints(bounds, found));
    const probability = pValue === null ? '' : `, p = ${readable(pValue)}`;
    const news =
      appeared === 0 ? '' : `, ${inNumber(appeared)} new ${appeared === 1 ? 'category' : 'categories'}`;
    const said = `${test.method} of "${test.column}" is ${readable(score)}${probability}${news} (${countOf(totalOf(now), 'value')})`;
    return {
      ...outline,
      number: score,
      observed: { score, pValue, ...defined(details), histograms },
      status: breach ? statusOfLevel[breach.level] : 'passed',
      message: breach ? `${said}; ${breach.complaints.join('; ')}` : said,
    };
  },
});

const inline = ({
  edges,
  counts: given,
  categories,
}: Extract<DriftTest['reference'], { type: 'bins' }>): Histogram =>
  categories
    ? {
        kind: 'categories',
        counts: Object.entries(categories).map(([category, count]) => ({ category, count })),
        other: 0,
      }
    : { kind: 'numbers', edges: edges ?? [], counts: given ?? [], min: null, max: null };

const complaints = (
  { maxScore, minPValue, maxNewCategories }: Bounds,
  { score, pValue, details }: Drift,
): readonly string[] => [
  ...(maxScore !== undefined && score > maxScore ? [`more than the ${maxScore} allowed`] : []),
  ...(minPValue !== undefined && pValue !== null && pValue < minPValue
    ? [`less probable than the ${minPValue} allowed`]
    : []),
  ...(maxNewCategories !== undefined && (details.appeared?.length ?? 0) > maxNewCategories
    ? [`at most ${inNumber(maxNewCategories)} new allowed`]
    : []),
];

/** People read four digits; `observed` has them all. */
const readable = (value: number): string => String(Number(value.toPrecision(4)));

const defined = (details: Drift['details']): { readonly [name: string]: Json } =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
