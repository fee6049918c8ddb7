import type { Column } from '../columns.ts';
import type { ExecutionId } from '../ids.ts';
import type { Json } from '../json.ts';
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

describe('a schema test without columns', () => {
  const shown = (...columns: readonly Column[]) =>
    columns.map(({ name, nativeType: type, nullable }) => ({ name, type, nullable }));
  const judgeAfter = (before: Json | undefined, columns: readonly Column[], fields: object = {}) => {
    const test = { dataset: 'public.t', ...schema.parameters.parse({ kind: 'schema', ...fields }) };
    const measuredAt = new Date(0);
    const executionId = '01890000-0000-7000-8000-000000000001' as ExecutionId;
    const past = { columns: before === undefined ? [] : [{ executionId, measuredAt, value: before }] };
    return schema.judge(test, { columns }, { measuredAt, history: {}, past });
  };
  const remembered = (fields: object) =>
    schema.remembers!({ dataset: 't', ...schema.parameters.parse({ kind: 'schema', ...fields }) });

  it('asks for the columns of the run before; one with columns does not', () => {
    expect(remembered({})).toEqual({ columns: { metric: { type: 'columnList' }, wanted: { last: 1 } } });
    expect(remembered({ columns: [{ name: 'id' }] })).toEqual({});
  });

  it('keeps what it sees first', () => {
    expect(judgeAfter(undefined, [id, note])).toEqual({
      status: 'skipped',
      message: '2 columns; no earlier look to compare with, this one is kept',
      observed: { columns: shown(id, note) },
      expected: {},
      rowsTested: null,
      remember: { columns: shown(id, note) },
    });
  });

  it('passes while nothing changes, and keeps what it sees', () => {
    expect(judgeAfter(shown(id, note), [id, note])).toMatchObject({
      status: 'passed',
      message: 'all 2 known columns are there',
      expected: { columns: shown(id, note) },
      remember: { columns: shown(id, note) },
    });
  });

  it.each<[string, readonly Column[], object, string, string]>([
    ['a column that went', [id], {}, 'failed', '"note" is missing'],
    ['a column that came', [id, note, amount], {}, 'warned', '"amount" is new'],
    [
      'a wider type of the same family',
      [{ ...id, nativeType: 'integer' }, note],
      {},
      'failed',
      '"id" is integer, before bigint',
    ],
    [
      'another nullability',
      [id, { ...note, nullable: false }],
      { onTypeChange: 'warned' },
      'warned',
      '"note" is not nullable, before nullable',
    ],
    ['another order', [note, id], { onOtherOrder: 'warned' }, 'warned', 'the order is note, id'],
  ])('names %s', (_, columns, fields, status, message) => {
    const judged = judgeAfter(shown(id, note), columns, fields);
    expect(judged).toMatchObject({ status, message });
    expect(judged.remember).toEqual({ columns: shown(...columns) });
  });

  it('a type named like a family is a type: from integer to bigint is a change', () => {
    const before: Column = { ...id, nativeType: 'integer' };
    expect(judgeAfter(shown(before), [id])).toMatchObject({
      status: 'failed',
      message: '"id" is bigint, before integer',
    });
  });

  it('a type may be long', () => {
    const long: Column = { ...note, nativeType: `enum(${'a'.repeat(500)})` };
    expect(judgeAfter(shown(long), [long]).status).toBe('passed');
  });

  it.each([[null], ['columns'], [[{ name: 'id' }]]])(
    'what was kept in another form, %j, is no basis',
    (before) => {
      expect(judgeAfter(before, [id]).status).toBe('skipped');
    },
  );
});
