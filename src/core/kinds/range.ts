import { z } from 'zod';
import { isNumber } from '../metrics/rules.ts';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnName } from './column-fields.ts';
import { defineKind } from './kind.ts';

const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const isDate = (text: string) => DATE.test(text) && !Number.isNaN(Date.parse(text.replace(' ', 'T')));

/** A number (as text where JavaScript's precision does not do), or a date or time in ISO 8601. */
const bound = z
  .union([z.number(), z.string().trim().max(64)])
  .transform(String)
  .refine((text) => isNumber(text) || isDate(text), 'must be a number, or a date or time in ISO 8601');

const parameters = z
  .strictObject({
    kind: z.literal('range'),
    column: columnName,
    of: z.enum(['value', 'length']).default('value').describe('length: the number of characters of a text'),
    min: bound.optional(),
    max: bound.optional(),
    strictMin: z.boolean().default(false).describe('min itself is outside'),
    strictMax: z.boolean().default(false).describe('max itself is outside'),
    ...rowLevelFields,
  })
  .superRefine(({ of, min, max }, ctx) => {
    const problem = (path: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [path], message });
    if (min === undefined && max === undefined) problem('min', 'set min, max or both');
    if (of === 'length')
      for (const [name, text] of Object.entries({ min, max }))
        if (text !== undefined && !/^\d+$/.test(text)) problem(name, 'must be a whole number of characters');
    if (min === undefined || max === undefined) return;
    if (isNumber(min) !== isNumber(max)) problem('max', 'must be of the same kind as min');
    else if (isNumber(min) ? Number(min) > Number(max) : Date.parse(min) > Date.parse(max))
      problem('max', 'must not be below min');
  });

/** Values, or lengths of texts, lie between two bounds. Nulls are not tested; "not a number" is in no range. */
export const range = defineKind({
  summary: 'Values, or lengths of texts, outside of bounds',
  parameters,
  example: { kind: 'range', column: 'net_amount', min: 0, max: '99999.99', fail: { maxCount: 0 } },
  metrics: ({ column, of, min, max, strictMin, strictMax }) => ({
    present: { type: 'presentCount', column },
    outside: {
      type: 'violationCount',
      rule: { rule: 'outOfRange', column, of, min: min ?? null, max: max ?? null, strictMin, strictMax },
    },
  }),
  history: () => ({}),
  judge: (test, { present, outside }) =>
    judgeViolations(test, { violations: outside, rowsTested: present }, ['value', 'out of range']),
});
