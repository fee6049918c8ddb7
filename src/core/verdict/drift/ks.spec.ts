import tail from './fixtures/kolmogorov-tail.json' with { type: 'json' };
import fixture from './fixtures/ks.json' with { type: 'json' };
import { kolmogorovSmirnovTest, kolmogorovTail } from './ks.ts';

type Case = (typeof fixture.cases)[number];
const both = ({ edges, reference, current }: Case) =>
  [
    { kind: 'numbers', edges, ...reference },
    { kind: 'numbers', edges, ...current },
  ] as const;

describe('kolmogorovSmirnovTest', () => {
  it.each(fixture.cases)('agrees with SciPy: $name', (known) => {
    const found = kolmogorovSmirnovTest(...both(known));
    expect(found.statistic).toBeCloseTo(known.statistic, 9);
    expect(found.pValue).toBeCloseTo(known.pValue, 9);
  });

  it.each(fixture.cases)('is a lower bound of the exact statistic: $name', (known) => {
    const found = kolmogorovSmirnovTest(...both(known)).statistic;
    expect(found).toBeLessThanOrEqual(known.exactStatistic + 1e-12);
    if (known.name.endsWith('one value a bin')) expect(found).toBeCloseTo(known.exactStatistic, 12);
  });

  it('says at which edge the shares below differ most', () => {
    const edges = [10, 20, 30];
    const histogram = (counts: number[]) => ({ kind: 'numbers', edges, counts, min: 0, max: 40 }) as const;
    expect(kolmogorovSmirnovTest(histogram([1, 1, 1, 1]), histogram([0, 0, 2, 2]))).toMatchObject({
      at: 20,
      statistic: 0.5,
    });
    expect(kolmogorovSmirnovTest(histogram([1, 1, 1, 1]), histogram([3, 3, 3, 3]))).toEqual({
      at: null,
      statistic: 0,
      pValue: 1,
    });
  });
});

describe('kolmogorovTail', () => {
  it.each(tail.cases)('of %d is %d, as SciPy has it', (x, known) => {
    expect(kolmogorovTail(x)).toBeCloseTo(known, 12);
  });

  // The critical values of every table of the test.
  it.each([
    [1.224, 0.1],
    [1.358, 0.05],
    [1.628, 0.01],
  ])('of %d is %d', (x, level) => {
    expect(kolmogorovTail(x)).toBeCloseTo(level, 3);
  });
});
