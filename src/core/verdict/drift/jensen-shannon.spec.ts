import fixture from './fixtures/jensen-shannon.json' with { type: 'json' };
import { jensenShannonDistance } from './jensen-shannon.ts';

describe('jensenShannonDistance', () => {
  it.each(fixture.cases)('agrees with SciPy: $name', (known) => {
    expect(jensenShannonDistance(known)).toBeCloseTo(known.distance, 9);
  });

  it('is 0 for equal shares and 1 for nothing in common', () => {
    expect(jensenShannonDistance({ reference: [1, 2, 4], current: [10, 20, 40] })).toBe(0);
    expect(jensenShannonDistance({ reference: [3, 0], current: [0, 8] })).toBe(1);
  });

  it('agrees with a calculation by hand', () => {
    // (1, 0) against (½, ½): the mean is (¾, ¼), the divergence ½ log₂(4/3) + ½ (½ log₂(2/3) + ½ log₂ 2)
    const divergence = Math.log2(4 / 3) / 2 + (Math.log2(2 / 3) / 2 + 1 / 2) / 2;
    expect(jensenShannonDistance({ reference: [6, 0], current: [2, 2] }) ** 2).toBeCloseTo(divergence, 12);
  });
});
