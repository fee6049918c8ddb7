import fixture from './fixtures/psi.json' with { type: 'json' };
import { populationStability } from './psi.ts';

describe('populationStability', () => {
  it.each(fixture.cases)('agrees with SciPy: $name', (known) => {
    expect(populationStability(known).index).toBeCloseTo(known.index, 9);
  });

  it('agrees with a calculation by hand', () => {
    // (0.35 − 0.4) ln 0.875 + (0.25 − 0.3) ln 0.8333 + (0.4 − 0.3) ln 1.3333
    const { index, contributions } = populationStability({ reference: [40, 30, 30], current: [35, 25, 40] });
    expect(contributions.map((part) => Number(part.toFixed(5)))).toEqual([0.00668, 0.00912, 0.02877]);
    expect(index).toBeCloseTo(0.04456, 5);
  });

  it('counts an empty bin as one in ten thousand, whichever side is empty', () => {
    const oneWay = populationStability({ reference: [100, 0], current: [90, 10] }).index;
    expect(oneWay).toBeCloseTo(0.0999 * Math.log(1000) - 0.1 * Math.log(0.9), 12);
    expect(populationStability({ reference: [90, 10], current: [100, 0] }).index).toBeCloseTo(oneWay, 12);
  });

  it('never takes an emptier bin for a fuller one', () => {
    const against = (rows: number) =>
      populationStability({ reference: [1_000_000, rows], current: [900_000, 100_000] }).index;
    expect(against(0)).toBeGreaterThanOrEqual(against(1));
    expect(against(1)).toBeGreaterThan(against(200));
  });
});
