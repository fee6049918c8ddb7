import type { ColumnType } from '../columns.ts';
import { delays, delayPercentile } from './delays.ts';
import type { TimestampInputs } from './metric.ts';
import { recentRowCount } from './row-count.ts';
import { isoOfEpoch } from './time-column.ts';
import { futureCount, newestTimestamp } from './timestamps.ts';

const columnOf = (type: ColumnType) => (name: string) => ({
  name,
  type,
  nativeType: 'whatever',
  nullable: true,
});
const inputs: TimestampInputs & { type: 'newestTimestamp' } = {
  type: 'newestTimestamp',
  column: 'at',
  timeZone: 'UTC',
  futureToleranceMs: 60_000,
};

describe('a number since 1970', () => {
  it.each([
    ['0', 's', '1970-01-01T00:00:00.000000Z'],
    ['1772600767', 's', '2026-03-04T05:06:07.000000Z'],
    ['1772600767.25', 's', '2026-03-04T05:06:07.250000Z'],
    ['1772600767089', 'ms', '2026-03-04T05:06:07.089000Z'],
    ['1772600767089123', 'us', '2026-03-04T05:06:07.089123Z'],
    ['1.772600767089e+12', 'ms', '2026-03-04T05:06:07.089000Z'],
    ['-1', 'us', '1969-12-31T23:59:59.999999Z'],
    ['951782400', 's', '2000-02-29T00:00:00.000000Z'],
    ['-62135596800', 's', '0001-01-01T00:00:00.000000Z'],
  ] as const)('%s %s is %s', (text, unit, iso) => {
    expect(isoOfEpoch(text, unit)).toBe(iso);
  });

  it.each(['1e20', 'NaN', 'Infinity', '', 'x'])('%j is no instant', (text) => {
    expect(isoOfEpoch(text, 's')).toBeNull();
  });
});

describe('newestTimestamp: what the database answers', () => {
  it('is a text of an instant, or a number of its unit', () => {
    const iso = '2026-03-04T05:06:07.000000Z';
    expect(newestTimestamp.parse([iso], inputs)).toEqual({ value: iso });
    expect(newestTimestamp.parse([iso], { ...inputs, epochUnit: 'ms' })).toEqual({ value: iso });
    expect(newestTimestamp.parse(['1772600767000'], { ...inputs, epochUnit: 'ms' })).toEqual({ value: iso });
    expect(newestTimestamp.parse([null], { ...inputs, epochUnit: 'ms' })).toEqual({ value: null });
    expect(newestTimestamp.parse([], inputs)).toEqual({ value: null });
  });

  it.each(['', 'yesterday', '1e30'])('%j is none', (cell) => {
    expect(newestTimestamp.parse([cell], { ...inputs, epochUnit: 's' })).toBeNull();
  });
});

describe('time columns: the types they may have', () => {
  const times = ['timestampTz', 'timestamp', 'date'];
  const withNumbers = [...times, 'integer', 'decimal', 'float'];
  const window = { type: 'recentRowCount', column: 'at', timeZone: 'UTC', windowMs: 1 } as const;

  it('are times, and numbers only with their unit', () => {
    expect(newestTimestamp.needs(inputs)).toMatchObject([
      { column: 'at', types: times, hint: expect.stringContaining('epochUnit') as string },
    ]);
    for (const needs of [
      newestTimestamp.needs({ ...inputs, epochUnit: 's' }),
      futureCount.needs({ ...inputs, type: 'futureCount', epochUnit: 'ms' }),
      recentRowCount.needs({ ...window, epochUnit: 'us' }),
    ])
      expect(needs).toEqual([{ column: 'at', types: withNumbers }]);
  });

  it.each(['integer', 'float', 'decimal'] as const)('%s: rows are compared as numbers', (type) => {
    const trees = JSON.stringify(newestTimestamp.expressions({ ...inputs, epochUnit: 'ms' }, columnOf(type)));
    expect(trees).toContain('"node":"epochOf"');
    expect(trees).not.toContain('isoText');
  });

  it('epochUnit changes nothing for a column that is a time', () => {
    for (const type of ['timestamp', 'timestampTz', 'date'] as const)
      expect(newestTimestamp.expressions({ ...inputs, epochUnit: 'ms' }, columnOf(type))).toEqual(
        newestTimestamp.expressions(inputs, columnOf(type)),
      );
  });
});

describe('delays: what the database answers', () => {
  const metric = (epochUnit?: 's' | 'us') => {
    const time = { column: 'a', timeZone: 'UTC', ...(epochUnit && { epochUnit }) };
    return { type: 'delays', from: time, to: { ...time, column: 'b' }, windowMs: null } as const;
  };

  it.each([
    [undefined, '5400000', 5_400_000],
    ['s', '5400.5', 5_400_500],
    ['us', '-1500', -1],
    ['us', '5.4e9', 5_400_000],
    ['us', null, null],
  ] as const)('in unit %s %s is %d ms', (unit, cell, maxMs) => {
    expect(delays.parse(['7', '2', cell], metric(unit))).toEqual({ value: { pairs: 7, negative: 2, maxMs } });
    expect(
      delayPercentile.parse([cell], { ...metric(unit), type: 'delayPercentile', fraction: 0.5 }),
    ).toEqual({
      value: maxMs,
    });
  });

  it.each([[[]], [['1', null, '0']], [['1', '0', 'NaN']], [['-1', '0', '0']]])('%j is no answer', (cells) => {
    expect(delays.parse(cells, metric())).toBeNull();
  });
});
