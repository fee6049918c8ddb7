import { areSame, valueFamilyOf, type ValueFamily } from './value-families.ts';

it.each([
  ['number', '1.0', '1', true],
  ['number', '1e2', '100', true],
  ['number', '0.1', '0.10000000000000001', false],
  ['number', '9007199254740993', '9007199254740992', false],
  ['number', 'true', '1', true],
  ['number', 'f', '0', true],
  ['number', 'NaN', 'nan', true],
  ['number', 'Infinity', 'inf', true],
  ['number', 'Infinity', '-inf', false],
  ['number', 'NaN', '0', false],
  ['number', '', '0', false],
  ['text', '1.0', '1', false],
  ['text', 'a', 'A', false],
  ['uuid', 'A0', 'a0', true],
  ['time', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', true],
  ['clock', '10:00:00', '10:00:00.000', true],
  ['clock', '10:00:00.5', '10:00:00.500000', true],
  ['clock', '10:00:00.5+02', '10:00:00.50+02', true],
  ['clock', '10:00:00.5', '10:00:00.05', false],
] as const)('%s: %j and %j are the same: %s', (family, a, b, same) => {
  expect([areSame(family, a, b), areSame(family, b, a)]).toEqual([same, same]);
});

it.each(['number', 'time', 'text', 'uuid', 'clock'] as const)(
  '%s: null equals null only',
  (family: ValueFamily) => {
    expect([areSame(family, null, null), areSame(family, null, ''), areSame(family, '0', null)]).toEqual([
      true,
      false,
      false,
    ]);
  },
);

it('what has no family is not compared', () => {
  expect((['json', 'binary', 'other'] as const).map(valueFamilyOf)).toEqual([null, null, null]);
});
