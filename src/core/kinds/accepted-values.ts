import { z } from 'zod';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnName } from './column-fields.ts';
import { defineKind } from './kind.ts';

const value = z.union([z.string().max(1000), z.number(), z.boolean()]).transform(String);

const parameters = z.strictObject({
  kind: z.literal('acceptedValues'),
  column: columnName,
  values: z.array(value).min(1).max(200),
  mode: z
    .enum(['allowed', 'forbidden'])
    .default('allowed')
    .describe('forbidden: none of the values may occur'),
  ignoreCase: z.boolean().default(false),
  trim: z.boolean().default(false).describe('without white space at both ends'),
  ...rowLevelFields,
});

/** Values are among those allowed, or not among those forbidden. Nulls are not tested. */
export const acceptedValues = defineKind({
  summary: 'Values outside of an allowed set, or inside of a forbidden one',
  parameters,
  example: {
    kind: 'acceptedValues',
    column: 'status',
    values: ['draft', 'paid', 'shipped'],
    ignoreCase: true,
    fail: { maxCount: 0 },
  },
  metrics: ({ column, values, mode, ignoreCase, trim }) => ({
    present: { type: 'presentCount', column },
    refused: {
      type: 'violationCount',
      rule: {
        rule: 'notAccepted',
        column,
        values: [...new Set(values)].sort(),
        forbidden: mode === 'forbidden',
        ignoreCase,
        trim,
      },
    },
  }),
  history: () => ({}),
  judge: (test, { present, refused }) =>
    judgeViolations(test, { violations: refused, rowsTested: present }, [
      'value',
      test.mode === 'forbidden' ? 'forbidden' : 'not accepted',
    ]),
});
