import type { FieldProblem } from '../core/errors.ts';

/** Databases refuse them: a zero byte, and half of a surrogate pair. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const DEEPEST = 32;

/**
 * What of a parsed JSON input no store can keep, whatever its schema says: such input would fail late and oddly.
 * Keeps its own stack, because the input may be nested deeper than ours.
 */
export function unstorable(input: unknown): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const stack: (readonly [value: unknown, path: readonly string[]])[] = [[input, []]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [value, path] = next;
    if (typeof value === 'string' && UNSTORABLE.test(value))
      problems.push({ path: path.join('.'), message: 'must not contain a zero byte or half a character' });
    if (typeof value !== 'object' || value === null) continue;
    if (path.length === DEEPEST) return [{ path: path[0] ?? '', message: 'is nested too deeply' }];
    for (const [key, child] of Object.entries(value)) {
      if (UNSTORABLE.test(key))
        problems.push({ path: path.join('.'), message: 'has a field whose name cannot be stored' });
      stack.push([child, [...path, key]]);
    }
  }
  return problems;
}
