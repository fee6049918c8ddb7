import { unstorable } from './storable.ts';

it.each([['plain'], [7], [null], [undefined], [{ a: ['😀', { b: 'ü' }] }]])('%j can be stored', (input) => {
  expect(unstorable(input)).toEqual([]);
});

it('finds zero bytes and half characters wherever they are', () => {
  const problems = unstorable({ a: 'x\0', b: ['ok', '\ud83d'], 'c\0': 1 });
  expect(problems.map(({ path }) => path).sort()).toEqual(['', 'a', 'b.1']);
});

it('gives up on input nested too deeply, however deep it is', () => {
  const deep: unknown = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  expect(unstorable(deep)).toEqual([{ path: 'a', message: 'is nested too deeply' }]);
});
