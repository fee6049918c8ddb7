import { areComparable } from './comparable.ts';

describe('areComparable', () => {
  it.each([
    ['integer', 'integer'],
    ['integer', 'decimal'],
    ['float', 'float'],
    ['text', 'text'],
    ['date', 'timestamp'],
    ['uuid', 'uuid'],
    ['binary', 'binary'],
  ] as const)('%s can equal %s', (one, other) => {
    expect([areComparable(one, other), areComparable(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['a rounded number', 'integer', 'float'],
    ["the session's time zone", 'timestamp', 'timestampTz'],
    ["the session's time zone", 'date', 'timestampTz'],
    ['a conversion', 'uuid', 'text'],
    ['a conversion', 'integer', 'text'],
    ['an equality of JSON', 'json', 'json'],
    ['an unknown equality', 'other', 'other'],
  ] as const)('nothing hangs on %s: %s cannot equal %s', (_, one, other) => {
    expect([areComparable(one, other), areComparable(other, one)]).toEqual([false, false]);
  });
});
