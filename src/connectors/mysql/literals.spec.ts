import { UnsupportedByEngine } from '../../core/sql/dialect.ts';
import type { LiteralType } from '../../core/sql/expression.ts';
import { literalSql } from './literals.ts';
import { literalScope } from './scope.ts';

const sql = (type: LiteralType, value: string) => literalSql(type, value, literalScope);

describe('literalSql', () => {
  it.each([
    ['0', "CAST('0' AS DECIMAL(1,0))"],
    ['-007.10', "CAST('-007.10' AS DECIMAL(3,2))"],
    ['.5', "CAST('.5' AS DECIMAL(2,1))"],
    ['1.5e3', "CAST('1.5e3' AS DECIMAL(4,0))"],
    ['1e-7', "CAST('1e-7' AS DECIMAL(8,7))"],
    ['9'.repeat(65), `CAST('${'9'.repeat(65)}' AS DECIMAL(65,0))`],
    ['1e-31', "CAST('1e-31' AS DOUBLE)"],
    ['1e300', "CAST('1e300' AS DOUBLE)"],
  ])('the number %s keeps all of its digits', (value, expected) => {
    expect(sql('number', value)).toBe(expected);
  });

  it.each([
    ['2024-02-29', '2024-02-29 00:00:00.000000'],
    ['2024-02-29T23:30:00.5-01:00', '2024-03-01 00:30:00.500000'],
    ['2024-02-29 12:00+0530', '2024-02-29 06:30:00.000000'],
    ['2024-02-29T12:00:00.000001Z', '2024-02-29 12:00:00.000001'],
  ])('the instant %s is written in UTC', (value, expected) => {
    expect(sql('timestampTz', value)).toBe(`CAST('${expected}' AS DATETIME(6))`);
  });

  it.each<[LiteralType, string]>([
    ['number', 'one'],
    ['number', '1a'],
    ['number', ''],
    ['number', '9'.repeat(66)],
    ['number', '1e400'],
    ['number', '1e-400'],
    ['boolean', 'maybe'],
    ['date', '2024-02-30'],
    ['date', '29.02.2024'],
    ['timestamp', '2024-02-29 24:00'],
    ['timestamp', '0000-01-01'],
    ['timestampTz', '9999-12-31T23:59:59-01:00'],
    ['timestampTz', '2024-02-29T12:00:00+99:99'],
    ['time', '25:00'],
    ['uuid', 'not-a-uuid'],
  ])('what the engine would take for null is refused: %s %s', (type, value) => {
    expect(() => sql(type, value)).toThrow(UnsupportedByEngine);
  });
});
