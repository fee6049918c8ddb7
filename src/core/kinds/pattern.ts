import { z } from 'zod';
import { formats, type FormatName } from '../regex/formats.ts';
import { MAX_PATTERN_LENGTH } from '../regex/limits.ts';
import { parsePattern } from '../regex/parse.ts';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnName } from './column-fields.ts';
import { groupFields } from './group-fields.ts';
import { sampledBy, sampleFields } from './sample-fields.ts';
import { defineKind } from './kind.ts';

const formatNames = Object.keys(formats) as [FormatName, ...FormatName[]];
const described = formatNames.map((name) => `${name}: ${formats[name].description}`).join(' · ');

const parameters = z
  .strictObject({
    kind: z.literal('pattern'),
    column: columnName,
    regex: z
      .string()
      .min(1)
      .max(MAX_PATTERN_LENGTH)
      .optional()
      .describe('a portable regular expression: the same answer on every engine'),
    format: z.enum(formatNames).optional().describe(described),
    match: z
      .enum(['full', 'search'])
      .optional()
      .describe('regex: full, the whole value must match (where absent); search, a part of it is enough'),
    ignoreCase: z.boolean().optional().describe('regex: letters of either case match; false where absent'),
    negate: z.boolean().default(false).describe('no value may match'),
    ...rowLevelFields,
    ...groupFields,
    ...sampleFields,
  })
  .superRefine(({ regex, format, match, ignoreCase }, ctx) => {
    const problem = (path: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [path], message });
    if ((regex === undefined) === (format === undefined)) problem('regex', 'set either regex or format');
    if (format !== undefined && match !== undefined) problem('match', 'goes with regex only');
    if (format !== undefined && ignoreCase !== undefined) problem('ignoreCase', 'goes with regex only');
    const parsed = regex === undefined || regex.length > MAX_PATTERN_LENGTH ? null : parsePattern(regex);
    if (parsed?.ok === false) problem('regex', parsed.reason);
  });
type Pattern = z.infer<typeof parameters>;

/** A format is a regular expression that somebody else has thought about. */
const expressionOf = ({ regex, format, match = 'full', ignoreCase = false }: Pattern) => {
  if (format === undefined) return { pattern: regex!, match, ignoreCase, checkDigits: null };
  const { pattern, checkDigits } = formats[format];
  return { pattern, match: 'full', ignoreCase: false, checkDigits } as const;
};

/** Values match a regular expression or have a format, or have not. Nulls are not tested; empty text is. */
export const pattern = defineKind({
  summary: 'Values that do not match a regular expression or have no valid format, or that must not',
  parameters,
  example: { kind: 'pattern', column: 'email', format: 'email', fail: { maxPercent: 0.5 } },
  metrics: (test) => ({
    present: { type: 'presentCount', column: test.column, ...sampledBy(test) },
    refused: {
      type: 'violationCount',
      ...sampledBy(test),
      rule: { rule: 'mismatch', column: test.column, negate: test.negate, ...expressionOf(test) },
    },
  }),
  history: () => ({}),
  judge: (test, { present, refused }) =>
    judgeViolations(test, { violations: refused, rowsTested: present }, ['value', saidOf(test)]),
});

/** Behind one value or many. */
function saidOf({ format, negate, match }: Pattern): string {
  if (format !== undefined) return `${negate ? '' : 'not '}of the format ${format}`;
  if (match === 'search') return `${negate ? 'with' : 'without'} a part matching the pattern`;
  return `${negate ? '' : 'not '}matching the pattern`;
}
