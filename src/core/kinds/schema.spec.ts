import type { Column } from '../columns.ts';
import { inPlainWords, fieldProblems } from '../field-problems.ts';
import { schema } from './schema.ts';

const id: Column = { name: 'id', type: 'integer', nativeType: 'bigint', nullable: false };
const amount: Column = { name: 'amount', type: 'decimal', nativeType: 'numeric(10,2)', nullable: true };
const note: Column = { name: 'note', type: 'text', nativeType: 'character varying(20)', nullable: true };

const judge = (columns: readonly Column[], fields: Record<string, unknown>) => {
  const test = schema.parameters.parse({ kind: 'schema', ...fields });
  return schema.judge(
    { dataset: 'public.t', ...test },
    { columns },
    { measuredAt: new Date(0), history: {} },
  );
};

describe('a schema test', () => {
  it('passes when every declared column is there as declared', () => {
    const columns = [
      { name: 'id', type: 'BIGINT', nullable: false },
      { name: 'amount', type: 'numeric( 10, 2 )' },
      { name: 'note', type: 'text' },
    ];
    expect(judge([id, amount, note], { columns })).toMatchObject({
      status: 'passed',
      message: 'all 3 declared columns are there',
      observed: { missing: [], extra: [], changed: [], otherOrder: false },
      rowsTested: null,
    });
  });

  it.each<[string, readonly Column[], Record<string, unknown>, string, string]>([
    [
      'a missing column',
      [id],
      { columns: [{ name: 'id' }, { name: 'gone' }] },
      'failed',
      '"gone" is missing',
    ],
    ['a column too many', [id, note], { columns: [{ name: 'id' }] }, 'warned', '"note" is not declared'],
    [
      'another type',
      [id],
      { columns: [{ name: 'id', type: 'text' }] },
      'failed',
      '"id" is bigint, declared as text',
    ],
    [
      'a narrower type of the family',
      [amount],
      { columns: [{ name: 'amount', type: 'numeric(12,2)' }] },
      'failed',
      '"amount" is numeric(10,2), declared as numeric(12,2)',
    ],
    [
      'another nullability',
      [id],
      { columns: [{ name: 'id', nullable: true }] },
      'failed',
      '"id" is not nullable, declared as nullable',
    ],
    [
      'another order',
      [note, id],
      { columns: [{ name: 'id' }, { name: 'note' }], onOtherOrder: 'warned' },
      'warned',
      'the order is note, id',
    ],
    [
      'a name of another case',
      [id],
      { columns: [{ name: 'ID' }], onExtra: 'passed' },
      'failed',
      '"ID" is missing; "id" is not declared',
    ],
  ])('names %s', (_, columns, fields, status, message) => {
    expect(judge(columns, fields)).toMatchObject({ status, message });
  });

  it('is as bad as its worst difference, each with a severity of its own', () => {
    const fields = {
      columns: [{ name: 'id', type: 'text' }, { name: 'gone' }],
      onMissing: 'warned',
      onTypeChange: 'passed',
      onExtra: 'passed',
    };
    expect(judge([id, note], fields)).toMatchObject({
      status: 'warned',
      observed: { missing: ['gone'], extra: ['note'], changed: ['"id" is bigint, declared as text'] },
    });
    expect(judge([id, note], { ...fields, onMissing: 'passed' }).status).toBe('passed');
  });

  it.each([
    [{ columns: [] }, 'columns'],
    [{ columns: [{ name: 'a' }, { name: 'a' }] }, 'columns.1.name'],
    [{ columns: [{ name: 'a', kind: 'x' }] }, 'columns.0.kind'],
    [{ columns: [{ name: 'a' }], onMissing: 'skipped' }, 'onMissing'],
  ])('with %j is refused at %s', (fields, path) => {
    const parsed = schema.parameters.safeParse({ kind: 'schema', ...fields }, { error: inPlainWords });
    expect(fieldProblems(parsed.error!.issues).map((problem) => problem.path)).toEqual([path]);
  });
});
