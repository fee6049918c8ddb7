import { passwordProblems } from './user.ts';

it.each([
  ['correct horse battery', 'ada', null],
  ['elevenchars', 'ada', 'must have at least 12 characters'],
  ['😀😀😀😀😀😀abcdef', 'ada', null],
  ['x'.repeat(201), 'ada', 'must have at most 200 characters'],
  ['aaaaaaaaaaaa', 'ada', 'must have at least 5 different characters'],
  ['Ada-lovelace-1815', 'ADA', 'must not contain the name'],
  ['a lovely password', 'a', null],
])('%j for %s: %j', (password, name, message) => {
  expect(passwordProblems(password, name, 'password')).toEqual(
    message === null ? [] : [{ path: 'password', message }],
  );
});
