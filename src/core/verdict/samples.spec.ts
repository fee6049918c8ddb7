import { refusalsOf } from '../../../test/support/refusals.ts';
import { keptSampleOf, masked, samplesField } from './samples.ts';

describe('samples: the field', () => {
  it.each([
    [{}, 'columns', 'is required'],
    [{ columns: [] }, 'columns', 'must have at least 1 item'],
    [{ columns: ['a', 'a'] }, 'columns', 'must not name a column twice'],
    [{ columns: ['a'], limit: 0 }, 'limit', 'must be at least 1'],
    [{ columns: ['a'], limit: 101 }, 'limit', 'must be at most 100'],
    [{ columns: ['a'], mask: { b: 'redact' } }, 'mask.b', 'is not one of columns'],
    [{ columns: ['a'], mask: { a: 'hash' } }, 'mask.a', 'must be one of redact, partial'],
    [{ columns: ['a'], rows: 3 }, 'rows', 'is not known'],
  ])('%j is refused at %s', (fields, path, message) => {
    expect(refusalsOf(samplesField, fields)).toEqual([{ path, message }]);
  });

  it.each(['59s', '91d', 'a week'])('keepFor %s is refused', (keepFor) => {
    expect(refusalsOf(samplesField, { columns: ['a'], keepFor }).map(({ path }) => path)).toEqual([
      'keepFor',
    ]);
  });

  it('keeps ten rows for a week where nothing else is said', () => {
    expect(samplesField.parse({ columns: ['a'] })).toEqual({ columns: ['a'], limit: 10, keepFor: '7d' });
  });
});

describe('masked', () => {
  it.each([
    ['somebody@example.org', undefined, 'somebody@example.org'],
    ['somebody@example.org', 'redact', '•••'],
    ['somebody@example.org', 'partial', 's•••g'],
    ['123456', 'partial', '1•••6'],
    ['12345', 'partial', '•••'],
    ['', 'partial', '•••'],
    ['', 'redact', '•••'],
    ['', undefined, ''],
    ['🙂bcde🙃', 'partial', '🙂•••🙃'],
    ['🙂🙂🙂', 'partial', '•••'],
    [null, 'partial', null],
    [null, 'redact', null],
  ] as const)('%j, %s: %j', (value, how, shown) => {
    expect(masked(value, how)).toBe(shown);
  });

  it('keeps the start of a long text, and no half of a character', () => {
    expect(masked('x'.repeat(1000), undefined)).toBe('x'.repeat(1000));
    expect(masked(`${'x'.repeat(999)}🙂z`, undefined)).toBe(`${'x'.repeat(999)}…`);
  });

  it('does not tell how long a value was', () => {
    expect(masked('a'.repeat(50), 'partial')).toBe(masked('a'.repeat(6), 'partial'));
  });
});

describe('keptSampleOf', () => {
  const finishedAt = new Date('2026-03-04T12:00:00Z');

  it('tells when it expires', () => {
    const sample = { columns: ['a'], rows: [['1'], [null]], keepFor: '36h' };
    expect(keptSampleOf(sample, finishedAt)).toEqual({
      columns: ['a'],
      rows: [['1'], [null]],
      expiresAt: new Date('2026-03-06T00:00:00Z'),
    });
  });

  it('of no rows there is none', () => {
    expect(keptSampleOf(null, finishedAt)).toBeNull();
    expect(keptSampleOf({ columns: ['a'], rows: [], keepFor: '7d' }, finishedAt)).toBeNull();
  });
});
