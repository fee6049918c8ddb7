import { etagOf, expectedVersionOf, MalformedIfMatch } from './if-match.ts';

it.each([
  ['"3"', 3],
  ['W/"3"', 3],
  [' "12" ', 12],
  ['*', null],
  [undefined, null],
])('%s insists on version %s', (header, version) => {
  expect(expectedVersionOf(header)).toBe(version);
});

it.each(['3', '"0"', '"-1"', '"1", "2"', '"abc"', '""', '', 'w/"3"', '"1e3"', '"9999999999999999"'])(
  '%s is refused',
  (header) => {
    expect(() => expectedVersionOf(header)).toThrow(MalformedIfMatch);
  },
);

it('reads back what it gives out', () => {
  expect(expectedVersionOf(etagOf({ version: 41 }))).toBe(41);
});
