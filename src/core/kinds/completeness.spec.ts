import { refusalsOf } from '../../../test/support/refusals.ts';
import { completeness } from './completeness.ts';

const parse = (fields: object) => ({
  ...completeness.parameters.parse({ kind: 'completeness', columns: ['email'], ...fields }),
  dataset: 'public.customers',
});
const context = { measuredAt: new Date('2026-03-04T05:06:07Z'), history: {} };
const judge = (fields: object, rows: number, missing: number) =>
  completeness.judge(parse(fields), { rows, missing }, context);

describe('completeness: parameters', () => {
  it.each([
    [{ columns: undefined }, 'columns', 'is required'],
    [{ columns: [] }, 'columns', 'must have at least 1 item'],
    [{ columns: 'email' }, 'columns', 'must be a list, not a text'],
    [{ columns: [''] }, 'columns.0', 'must not be empty'],
    [{ columns: ['a', 'x'.repeat(129)] }, 'columns.1', 'must have at most 128 characters'],
    [{ columns: ['a', 'b', 'a'] }, 'columns', 'must not name a column twice'],
    [{ columns: Array.from({ length: 33 }, String) }, 'columns', 'must have at most 32 items'],
    [{ blank: 'yes' }, 'blank', 'must be true or false, not a text'],
    [{ placeholders: ['N/A', ' '] }, 'placeholders.1', 'must not be empty'],
    [{ placeholders: ['x'.repeat(101)] }, 'placeholders.0', 'must have at most 100 characters'],
    [{ placeholders: Array.from({ length: 101 }, String) }, 'placeholders', 'must have at most 100 items'],
    [{ placeholders: [null] }, 'placeholders.0', 'must be a text, not null'],
    [{ column: 'email' }, 'column', 'is not known'],
    [{ fail: {} }, 'fail', 'needs maxCount, maxPercent or anomaly'],
  ])('%j is refused at %s', (fields, path, message) => {
    const input = { kind: 'completeness', columns: ['email'], ...fields };
    expect(refusalsOf(completeness.parameters, input)).toEqual([{ path, message }]);
  });

  it('take names exactly: case and blanks make another column', () => {
    expect(parse({ columns: ['a', 'A', ' a'] }).columns).toEqual(['a', 'A', ' a']);
  });

  it('have defaults that look for null only', () => {
    expect(parse({})).toMatchObject({ blank: false, placeholders: [], onEmpty: 'warned' });
  });
});

describe('completeness: judgement', () => {
  it('is about all rows', () => {
    expect(judge({ fail: { maxPercent: 2 } }, 200, 5)).toEqual({
      number: 2.5,
      status: 'failed',
      message: '5 rows with a missing value of 200 rows tested (2.5 %); at most 2 % allowed',
      observed: { violations: 5, violationPercent: 2.5 },
      expected: { fail: { maxPercent: 2 } },
      rowsTested: 200,
    });
  });

  it.each([
    [0, 0, 'warned'],
    [3, 0, 'passed'],
    [3, 3, 'failed'],
  ])('of %d rows with %d incomplete is by default %s', (rows, missing, status) => {
    expect(judge({}, rows, missing).status).toBe(status);
  });
});

describe('completeness: what it measures', () => {
  const missing = (fields: object) => completeness.metrics(parse(fields)).missing;

  it('is the same for other thresholds', () => {
    expect(missing({ fail: { maxCount: 7 }, onEmpty: 'passed' })).toEqual(missing({}));
  });

  it.each([{ columns: ['email', 'phone'] }, { blank: true }, { placeholders: ['-'] }])(
    'differs with %j',
    (fields) => {
      expect(missing(fields)).not.toEqual(missing({}));
    },
  );
});
