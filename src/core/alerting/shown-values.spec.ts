import { judgedNumber, shownValues } from './shown-values.ts';

it('flattens what is nested, with numbers for people', () => {
  expect(
    shownValues({ fail: { min: 5000, share: 0.0012 }, mode: 'strict', exact: '12345678901234567890' }),
  ).toEqual([
    { name: 'fail.min', value: '5,000' },
    { name: 'fail.share', value: '0.0012' },
    { name: 'mode', value: 'strict' },
    { name: 'exact', value: '12345678901234567890' },
  ]);
});

it('leaves out what is null, and keeps lists as they are', () => {
  expect(shownValues({ missing: null, columns: ['a', 'b'] })).toEqual([
    { name: 'columns', value: '["a","b"]' },
  ]);
});

it('stays short', () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`n${i}`, i]));
  expect(shownValues(many)).toHaveLength(12);
  expect(shownValues({ text: 'x'.repeat(500) })[0]!.value).toBe(`${'x'.repeat(119)}…`);
});

it('finds the number that a test judges', () => {
  expect(judgedNumber({ violations: 2, violationPercent: 0.22 })).toBe(2);
  expect(judgedNumber({ latest: '2026-01-01', rows: 3 })).toBe(3);
  expect(judgedNumber({ columns: ['a'] })).toBeNull();
});
