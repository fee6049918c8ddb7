import { chiSquareTail, chiSquareTest } from './chi-square.ts';
import fixture from './fixtures/chi-square.json' with { type: 'json' };
import tail from './fixtures/chi-square-tail.json' with { type: 'json' };

describe('chiSquareTest', () => {
  it.each(fixture.cases)('agrees with SciPy: $name', (known) => {
    const found = chiSquareTest(known);
    expect(found.statistic / (known.statistic || 1)).toBeCloseTo(known.statistic === 0 ? 0 : 1, 9);
    expect(found.pValue).toBeCloseTo(known.pValue, 9);
    expect(found.degreesOfFreedom).toBe(known.degreesOfFreedom);
    expect(found.smallestExpected).toBeCloseTo(known.smallestExpected, 6);
    expect(found.cellsBelowFive).toBe(known.cellsBelowFive);
  });

  // A. Agresti, "An Introduction to Categorical Data Analysis", 2nd edition (2007), table 2.5; X² = 30.1, df = 2.
  it('agrees with a textbook: party identification of women and men', () => {
    const found = chiSquareTest({ reference: [762, 327, 468], current: [484, 239, 477] });
    expect(found).toMatchObject({ degreesOfFreedom: 2, isReliable: true, cellsBelowFive: 0 });
    expect(found.statistic).toBeCloseTo(30.07, 2);
    expect(found.pValue).toBeCloseTo(2.954e-7, 10);
  });

  it.each([
    ['every cell expects five', [5, 5, 5], [5, 5, 5], true],
    ['a fifth expects fewer', [20, 20, 20, 20, 2], [20, 20, 20, 20, 2], true],
    ['more than a fifth expects fewer', [20, 20, 20, 2], [20, 20, 20, 2], false],
    ['one expects less than one', [200, 200, 200, 200, 200, 0], [200, 200, 200, 200, 200, 1], false],
  ])('judges its p-value by Cochran: %s', (_, reference, current, reliable) => {
    expect(chiSquareTest({ reference, current }).isReliable).toBe(reliable);
  });

  it('takes no difference for one when rounding would', () => {
    expect(chiSquareTest({ reference: [3], current: [7] })).toMatchObject({
      statistic: 0,
      degreesOfFreedom: 0,
      pValue: 1,
    });
  });
});

describe('chiSquareTail', () => {
  it('agrees with SciPy to 1e-9, large values included', () => {
    const worst = tail.cases.reduce(
      (most, [df, x, known]) => Math.max(most, Math.abs(chiSquareTail(x!, df!) - known!)),
      0,
    );
    expect(worst).toBeLessThan(1e-9);
    expect(tail.cases.length).toBeGreaterThan(100);
  });

  it('is a probability even where rounding strays', () => {
    for (const [df, x] of tail.cases) {
      expect(chiSquareTail(x!, df!)).toBeGreaterThanOrEqual(0);
      expect(chiSquareTail(x!, df!)).toBeLessThanOrEqual(1);
    }
  });
});
