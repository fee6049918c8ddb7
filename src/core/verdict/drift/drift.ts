import { alignCategories } from './categories.ts';
import { chiSquareTest, type ChiSquare } from './chi-square.ts';
import {
  sameEdges,
  totalOf,
  type AlignedCounts,
  type CategoryHistogram,
  type Histogram,
  type NumberHistogram,
} from './histogram.ts';
import { jensenShannonDistance } from './jensen-shannon.ts';
import { kolmogorovSmirnovTest } from './ks.ts';
import { populationStability } from './psi.ts';
import { pointsOf, spreadOf, wassersteinDistance, type Scale } from './wasserstein.ts';

/** Methods that compare bins whatever they hold, and those that need the order of numbers. */
const binMethods = ['psi', 'jensenShannon', 'chiSquare'] as const;
export const numberMethods = ['ks', 'wasserstein'] as const;
export const driftMethods = [...binMethods, ...numberMethods] as const;
type BinMethod = (typeof binMethods)[number];
export type DriftMethod = (typeof driftMethods)[number];

export interface DriftOptions {
  /** Of `wasserstein` only; `none` unless given. */
  readonly scale?: Scale | undefined;
}

/** What only one method or one kind of histogram tells beside the score. */
export interface DriftDetails {
  /** Of `psi`: what each bin adds, in the order of the counts (of `alignCategories` for categories). */
  readonly contributions?: readonly number[];
  /** Of `chiSquare`. */
  readonly test?: Pick<ChiSquare, 'degreesOfFreedom' | 'smallestExpected' | 'cellsBelowFive' | 'isReliable'>;
  /** Of `ks`: the edge with the largest difference. */
  readonly at?: number | null;
  /** Of `wasserstein`: the distance in the values' unit and, with a scale, what it was divided by. */
  readonly distance?: number;
  readonly spread?: number;
  /** Of categories: those that certainly have rows on one side only. */
  readonly appeared?: readonly (string | null)[];
  readonly vanished?: readonly (string | null)[];
}

export interface Drift {
  /** 0 is no difference: the index, distance or statistic of the method. */
  readonly score: number;
  /** The probability of a score this large without drift; null for methods that are no test. */
  readonly pValue: number | null;
  readonly details: DriftDetails;
}

/** Nothing to compare, and why: never a score of 0. */
export interface NoDrift {
  readonly score: null;
  readonly pValue: null;
  readonly reason: string;
}

/**
 * How far the current histogram is from the reference, over the same bins. Without rows on either side, with
 * different bins, or with a method that does not fit, there is no score but a reason.
 * Throws `RangeError` for a malformed histogram.
 */
export function driftBetween(
  method: DriftMethod,
  reference: Histogram,
  current: Histogram,
  options: DriftOptions = {},
): Drift | NoDrift {
  const [before, now] = [totalOf(reference), totalOf(current)];
  if (before === 0) return none('the reference is empty');
  if (now === 0) return none('there is nothing to compare with the reference');
  if (reference.kind === 'numbers' && current.kind === 'numbers')
    return sameEdges(reference, current)
      ? betweenNumbers(method, reference, current, options.scale ?? 'none')
      : none('the reference has other bins');
  if (reference.kind === 'categories' && current.kind === 'categories')
    return betweenCategories(method, reference, current);
  return none(`the reference is of ${reference.kind}, not of ${current.kind}`);
}

const none = (reason: string): NoDrift => ({ score: null, pValue: null, reason });

function betweenNumbers(
  method: DriftMethod,
  reference: NumberHistogram,
  current: NumberHistogram,
  scale: Scale,
): Drift | NoDrift {
  if (method === 'wasserstein') return movedBy(reference, current, scale);
  if (method === 'ks') {
    const { statistic, pValue, at } = kolmogorovSmirnovTest(reference, current);
    return { score: statistic, pValue, details: { at } };
  }
  return overBins(method, { reference: reference.counts, current: current.counts }, {});
}

function betweenCategories(
  method: DriftMethod,
  reference: CategoryHistogram,
  current: CategoryHistogram,
): Drift | NoDrift {
  if (method === 'ks' || method === 'wasserstein')
    return none(`${method} compares numbers, and these are categories`);
  const { appeared, vanished, ...bins } = alignCategories(reference, current);
  return overBins(method, bins, { appeared, vanished });
}

function overBins(method: BinMethod, bins: AlignedCounts, details: DriftDetails): Drift {
  switch (method) {
    case 'psi': {
      const { index, contributions } = populationStability(bins);
      return { score: index, pValue: null, details: { contributions, ...details } };
    }
    case 'jensenShannon':
      return { score: jensenShannonDistance(bins), pValue: null, details };
    case 'chiSquare': {
      const { statistic, pValue, ...test } = chiSquareTest(bins);
      return { score: statistic, pValue, details: { test, ...details } };
    }
  }
}

function movedBy(reference: NumberHistogram, current: NumberHistogram, scale: Scale): Drift | NoDrift {
  const [from, to] = [pointsOf(reference), pointsOf(current)];
  if (from === null || to === null) return none('neither edges nor extremes say where the values are');
  const distance = wassersteinDistance(from, to);
  if (scale === 'none' || distance === 0) return { score: distance, pValue: null, details: { distance } };
  const spread = spreadOf(from, scale);
  if (spread === 0) return none(`the reference has no ${inWords[scale]} to express the distance in`);
  return { score: distance / spread, pValue: null, details: { distance, spread } };
}

const inWords = { standardDeviation: 'standard deviation', interquartileRange: 'interquartile range' };
