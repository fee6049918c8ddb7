import { z } from 'zod';
import { compareDecimals, isDecimal } from '../decimal.ts';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnName } from './column-fields.ts';
import { groupFields } from './group-fields.ts';
import { sampledBy, sampleFields } from './sample-fields.ts';
import { defineKind } from './kind.ts';

const DATE =
  /^((?!0000)\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;

/** NaN for what is no date or time. Without a zone it is in UTC, as a date always is. */
function millisecondsOf(text: string): number {
  const [, day = '', time = '00:00', zone = 'Z'] = DATE.exec(text) ?? [];
  return isDay(day) ? Date.parse(`${day}T${time}${zone.replace(/(\d{2})(\d{2})/, '$1:$2')}`) : NaN;
}

/** `Date.parse` takes the 30th of February for the 1st of March. */
function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

const isDate = (text: string): boolean => !Number.isNaN(millisecondsOf(text));

/** A number (as text where JavaScript's precision does not do), or a date or time in ISO 8601. */
const bound = z
  .union([z.number(), z.string().trim().max(64)])
  .transform(String)
  .refine((text) => isDecimal(text) || isDate(text), 'must be a number, or a date or time in ISO 8601');

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
    ...groupFields,
    ...sampleFields,
  })
  .superRefine(({ of, min, max, strictMin, strictMax }, ctx) => {
    const problem = (path: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [path], message });
    if (min === undefined && max === undefined) problem('min', 'set min, max or both');
    if (of === 'length')
      for (const [name, text] of Object.entries({ min, max }))
        if (text !== undefined && !/^\d+$/.test(text)) problem(name, 'must be a whole number of characters');
    if (min === undefined || max === undefined) return;
    if (isDecimal(min) !== isDecimal(max)) return problem('max', 'must be of the same kind as min');
    const order = isDecimal(min) ? compareDecimals(min, max) : millisecondsOf(min) - millisecondsOf(max);
    if (order > 0) problem('max', 'must not be below min');
    // milliseconds do not tell microseconds apart
    const areEqual = order === 0 && (isDecimal(min) || min === max);
    if (areEqual && (strictMin || strictMax))
      problem('max', 'must be above min, or nothing lies between the two');
  });

/** Values, or lengths of texts, lie between two bounds. Nulls are not tested; "not a number" is in no range. */
export const range = defineKind({
  summary: 'Values, or lengths of texts, outside of bounds',
  parameters,
  example: { kind: 'range', column: 'net_amount', min: 0, max: '99999.99', fail: { maxCount: 0 } },
  metrics: ({ column, of, min, max, strictMin, strictMax, ...test }) => ({
    present: { type: 'presentCount', column, ...sampledBy(test) },
    outside: {
      type: 'violationCount',
      ...sampledBy(test),
      rule: { rule: 'outOfRange', column, of, min: min ?? null, max: max ?? null, strictMin, strictMax },
    },
  }),
  history: () => ({}),
  judge: (test, { present, outside }) =>
    judgeViolations(test, { violations: outside, rowsTested: present }, ['value', 'out of range']),
});
