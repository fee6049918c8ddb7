import { fitsPattern } from './name-pattern.ts';

it.each([
  ['public.orders', 'public.orders', true],
  ['public.orders', 'public.order', false],
  ['public.orders', 'Public.orders', false],
  ['public.orders', '*', true],
  ['', '*', true],
  ['', '', true],
  ['public.orders', '', false],
  ['public.orders', 'public.*', true],
  ['public.', 'public.*', true],
  ['publicXorders', 'public.*', false],
  ['public.orders', '*.orders', true],
  ['public.orders_old', '*.orders', false],
  ['public.orders_2026_01', 'public.orders_*_01', true],
  ['a.orders.orders', '*.orders', true],
  ['public.orders', '*o*r*s', true],
  ['public.orders', '**orders**', true],
  ['public.orders', 'p?blic.orders', false],
  ['public.o[r]ders', 'public.o[r]ders', true],
  ['*', '*', true],
])('%j and %j: %j', (name, pattern, fits) => {
  expect(fitsPattern(name, pattern)).toBe(fits);
});

it('answers for patterns that make a backtracking matcher run for ever', () => {
  expect(fitsPattern('a'.repeat(300), `${'*a'.repeat(100)}*b`)).toBe(false);
});
