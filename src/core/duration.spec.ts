import { duration, durationMs, inWords, knownDurationMs } from './duration.ts';

describe('durationMs', () => {
  it.each([
    ['0s', 0],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['1d12h', 129_600_000],
    ['0.1s', 100],
    ['1.005s', 1005],
    ['0.0004s', 0],
    ['PT6H', 21_600_000],
    ['P2D', 172_800_000],
    ['P1W', 604_800_000],
    ['P1DT12H', 129_600_000],
    ['PT1H30M5S', 5_405_000],
    ['PT0.5S', 500],
  ])('reads %s as %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(
    [
      '',
      ' ',
      'P',
      'PT',
      'P1DT',
      'P1M',
      'P1Y',
      'P1Y2D',
      'PT1D',
      '5',
      '5 m',
      '-5m',
      '5M',
      '1h 5m',
      '.5h',
      '1.h',
    ].concat(['h', '1y', 'pt6h', '5mm', '1e3s', `${'9'.repeat(400)}w`, '9007199254740993s']),
  )('refuses %j', (text) => {
    expect(durationMs(text)).toBeNull();
    expect(() => knownDurationMs(text)).toThrow(RangeError);
  });
});

describe('duration', () => {
  const limited = duration({ min: '1s', max: '2m' });

  it.each(['1s', '2m', 'PT2M'])('keeps %s as it was written', (text) => {
    expect(limited.parse(text)).toBe(text);
  });

  it.each([
    ['0.9s', 'must be at least 1s'],
    ['121s', 'must be at most 2m'],
    ['P1M', 'is not a duration: write 90s, 6h, 2d, 1d12h or ISO 8601 such as PT6H (no months or years)'],
  ])('says what is wrong with %s, once', (text, message) => {
    expect(limited.safeParse(text).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});

describe('inWords', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [45_000, '45 s'],
    [60_000, '1 min'],
    [12_000_000, '3 h 20 min'],
    [3_600_000 + 59_000, '1 h'],
    [86_400_000 * 12 + 3_600_000 * 5 + 60_000, '12 d 5 h'],
    [-90_000, '−1 min 30 s'],
  ])('tells %d ms as %s', (ms, words) => {
    expect(inWords(ms)).toBe(words);
  });
});
