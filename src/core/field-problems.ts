import type { z } from 'zod';
import type { FieldProblem } from './errors.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** Zod's own messages in the words of the product; give it as `error` when parsing. A schema's own message wins. */
export const inPlainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is required'
        : `must be ${nounOf(issue.expected)}, not ${typeInWords(issue.input)}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return Array.isArray(issue['options'])
        ? `must be one of ${issue['options'].map(String).join(', ')}`
        : 'fits none of the allowed forms';
    case 'too_small':
      return sizeInWords(issue, 'at least', Number(issue.minimum), 'more than');
    case 'too_big':
      return sizeInWords(issue, 'at most', Number(issue.maximum), 'less than');
    case 'invalid_format':
      return formats[issue.format] ?? 'does not have the required form';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'is not known';
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'is not valid';
  }
};

/** Every problem once, at its dotted path under `at`; each unknown field is a problem of its own. */
export function fieldProblems(
  issues: readonly Issue[],
  at: readonly PropertyKey[] = [],
): readonly FieldProblem[] {
  return issues.flatMap((issue): readonly FieldProblem[] => {
    const path = [...at, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'is not known' }));
      case 'invalid_union':
        return issue.errors.length > 0
          ? fieldProblems(closestBranch(issue.errors), path)
          : [{ path: dotted(path), message: issue.message }];
      case 'invalid_key':
      case 'invalid_element':
        return fieldProblems(issue.issues, path);
      case 'invalid_type':
      case 'invalid_value':
      case 'invalid_format':
      case 'too_small':
      case 'too_big':
      case 'not_multiple_of':
      case 'custom':
        return [{ path: dotted(path), message: issue.message }];
    }
  });
}

const dotted = (path: readonly PropertyKey[]) => path.map(String).join('.');

/** Of an undiscriminated union, the form that the input came closest to: its problems lie deepest, then are fewest. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (branch: readonly Issue[]) => Math.max(0, ...branch.map(({ path }) => path.length));
  return [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

function sizeInWords(issue: RawIssue, bound: string, limit: number, exclusiveBound: string): string {
  if (issue['origin'] === 'string')
    return limit === 1 && bound === 'at least'
      ? 'must not be empty'
      : `must have ${bound} ${limit} characters`;
  if (issue['origin'] === 'array' || issue['origin'] === 'set')
    return `must have ${bound} ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return `must be ${issue['inclusive'] === false ? exclusiveBound : bound} ${limit}`;
}

const nouns: { readonly [expected: string]: string } = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const nounOf = (expected: string) => nouns[expected] ?? expected;

function typeInWords(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number' && !Number.isInteger(input))
    return Number.isNaN(input) ? 'that' : 'a fraction';
  return nounOf(typeof input);
}

const formats: { readonly [format: string]: string } = {
  uuid: 'must be a UUID',
  datetime: 'must be an instant with its zone, such as 2026-01-31T06:00:00Z',
  url: 'must be a URL',
};
