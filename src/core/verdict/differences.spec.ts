import { differenceLevel, distanceOf, isWithin, type DifferenceBounds } from './differences.ts';

const value = (here: string | null, there: string | null) => ({ name: 'x', here, there });

describe('how far apart', () => {
  it.each([
    ['0.3', '0.1', '0.2'],
    ['12345678901234567890.01', '12345678901234567890.02', '0.01'],
    ['-1', '1', '2'],
    ['1', '2026-01-01T00:00:00.000000Z', null],
    [null, '1', null],
  ])('%s and %s: %s', (here, there, distance) => {
    expect(distanceOf(value(here, there))).toBe(distance);
  });
});

describe('near enough', () => {
  const cases: readonly (readonly [string | null, string | null, DifferenceBounds, boolean])[] = [
    ['1.00', '1', {}, true],
    ['1', '1.0000000000000000001', {}, false],
    [null, null, {}, true],
    [null, '0', {}, false],
    [null, '0', { tolerance: '100' }, false],
    // at the edge, exactly
    ['0.3', '0.2', { tolerance: '0.1' }, true],
    ['0.30000000000000000001', '0.2', { tolerance: '0.1' }, false],
    ['-10', '10', { tolerance: '20' }, true],
    ['-10', '10', { tolerance: '19.9' }, false],
    // in percent of there, whatever its sign
    ['101', '100', { tolerancePercent: 1 }, true],
    ['100', '101', { tolerancePercent: 0.99 }, false],
    ['100', '101', { tolerancePercent: 1 }, true],
    ['-99', '-100', { tolerancePercent: 1 }, true],
    ['100.1', '100', { tolerancePercent: 0.1 }, true],
    ['100.10000000000001', '100', { tolerancePercent: 0.1 }, false],
    // of zero there is no percentage
    ['0', '0', { tolerancePercent: 0 }, true],
    ['0.000001', '0', { tolerancePercent: 1000 }, false],
    ['0', '5', { tolerancePercent: 100 }, true],
    ['0', '5', { tolerancePercent: 99 }, false],
    // both hold where both are set
    ['102', '100', { tolerance: '5', tolerancePercent: 1 }, false],
    ['102', '100', { tolerance: '1', tolerancePercent: 5 }, false],
    ['102', '100', { tolerance: '2', tolerancePercent: 2 }, true],
    // a level that loosens only the rows does not loosen numbers
    ['1', '2', { maxDifferences: 5 }, false],
    ['2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000001Z', { tolerance: '10' }, false],
  ];
  it.each(cases)('%s and %s with %j: %s', (here, there, bounds, expected) => {
    expect(isWithin(value(here, there), bounds)).toBe(expected);
  });
});

describe('a level', () => {
  it.each([{ tolerance: 0.5 }, { tolerance: '1e-9' }, { tolerancePercent: 0 }, { maxDifferences: 0 }])(
    'may be %j',
    (level) => {
      expect(differenceLevel.safeParse(level).success).toBe(true);
    },
  );

  it.each([
    {},
    { tolerance: -1 },
    { tolerance: 'NaN' },
    { tolerance: 'x' },
    { tolerancePercent: -1 },
    { maxDifferences: 1.5 },
  ])('may not be %j', (level) => {
    expect(differenceLevel.safeParse(level).success).toBe(false);
  });
});
