import { refusalsOf } from '../../../test/support/refusals.ts';
import { someTest } from '../../../test/support/records.ts';
import { userSqlOf } from '../verdict/user-sql.ts';
import { expression } from './expression.ts';

const parse = (fields: object) => ({
  ...expression.parameters.parse({ kind: 'expression', condition: 'a > 0', ...fields }),
  dataset: 'public.orders',
});
const context = { measuredAt: new Date('2026-03-04T05:06:07Z'), history: {} };

describe('expression: parameters', () => {
  it.each([
    [{ condition: undefined }, 'condition', 'is required'],
    [{ condition: ' \n ' }, 'condition', 'must not be empty'],
    [{ condition: 1 }, 'condition', 'must be a text, not a number'],
    [{ condition: 'x'.repeat(10_001) }, 'condition', 'must have at most 10000 characters'],
    [{ sql: 'a > 0' }, 'sql', 'is not known'],
  ])('%j is refused at %s', (fields, path, message) => {
    const input = { kind: 'expression', condition: 'a > 0', ...fields };
    expect(refusalsOf(expression.parameters, input)).toEqual([{ path, message }]);
  });

  it('name the condition as SQL of the user, beside the filter', () => {
    const test = someTest({ kind: 'expression', condition: 'a > 0', filter: 'b > 0', fail: undefined });
    expect(userSqlOf(test)).toEqual([
      { path: 'filter', sql: 'b > 0' },
      { path: 'condition', sql: 'a > 0' },
    ]);
  });
});

describe('expression: judgement', () => {
  it('leaves out rows of which the condition says nothing, and tells how many', () => {
    expect(expression.judge(parse({}), { rows: 10, broken: 2, unknown: 5 }, context)).toEqual({
      number: 40,
      status: 'failed',
      message: '2 rows for which the condition does not hold of 5 rows tested (40 %); none is allowed',
      observed: { violations: 2, violationPercent: 40, unknown: 5 },
      expected: { fail: { maxCount: 0 } },
      rowsTested: 5,
    });
  });

  it.each([
    [0, 0],
    [4, 4],
  ])('of %d rows, %d of them unknown, is left to onEmpty', (rows, unknown) => {
    const test = parse({ onEmpty: 'skipped' });
    expect(expression.judge(test, { rows, broken: 0, unknown }, context).status).toBe('skipped');
  });
});
