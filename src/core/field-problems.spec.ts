import { z } from 'zod';
import { fieldProblems, inPlainWords } from './field-problems.ts';
import { kindNames } from './kinds/registry.ts';
import { testDefinition } from './quality-test.ts';

const problemsOf = (schema: z.ZodType, input: unknown) =>
  fieldProblems(schema.safeParse(input, { error: inPlainWords }).error?.issues ?? []).map(
    ({ path, message }) => `${path}: ${message}`,
  );

const one = (schema: z.ZodType) => z.strictObject({ field: schema });

it.each([
  [z.string(), undefined, 'is required'],
  [z.string(), 7, 'must be a text, not a number'],
  [z.string(), null, 'must be a text, not null'],
  [z.string(), ['a'], 'must be a text, not a list'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().max(3), 'four', 'must have at most 3 characters'],
  [z.int(), 1.5, 'must be a whole number, not a fraction'],
  [z.coerce.number(), 'many', 'must be a number, not that'],
  [z.int().min(2), 1, 'must be at least 2'],
  [z.number().lt(2), 2, 'must be less than 2'],
  [z.array(z.int()).min(1), [], 'must have at least 1 item'],
  [z.record(z.string(), z.int()), 'x', 'must be an object, not a text'],
  [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
  [z.literal('a'), 'c', 'must be a'],
  [z.uuid(), 'x', 'must be a UUID'],
  [z.string().regex(/^a$/, 'must be an a'), 'b', 'must be an a'],
])('%#: says what is wrong in words', (schema, value, message) => {
  expect(problemsOf(one(schema), { field: value })).toEqual([`field: ${message}`]);
});

it('lists every bad field at its dotted path, and each unknown field by itself', () => {
  const schema = z.strictObject({ a: z.strictObject({ b: z.int() }), list: z.array(z.string()) });
  expect(problemsOf(schema, { a: { b: 'x', c: 1, d: 2 }, list: ['ok', 5], e: 1 })).toEqual([
    'a.b: must be a number, not a text',
    'a.c: is not known',
    'a.d: is not known',
    'list.1: must be a text, not a number',
    'e: is not known',
  ]);
});

it('names the allowed kinds when the kind is wrong or missing', () => {
  expect(problemsOf(testDefinition, { kind: 'volumes' })).toEqual([
    `kind: must be one of ${kindNames.join(', ')}`,
  ]);
  expect(problemsOf(testDefinition, {})).toEqual([`kind: must be one of ${kindNames.join(', ')}`]);
});

it('of a plain union, explains the form that the input came closest to', () => {
  const schema = one(z.union([z.int(), z.strictObject({ min: z.int() })]));
  expect(problemsOf(schema, { field: { min: 'x' } })).toEqual(['field.min: must be a number, not a text']);
});
