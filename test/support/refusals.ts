import type { z } from 'zod';
import type { FieldProblem } from '../../src/core/errors.ts';
import { fieldProblems, inPlainWords } from '../../src/core/field-problems.ts';

/** What the API would say against this input; empty when it is accepted. */
export const refusalsOf = (schema: z.ZodType, input: unknown): readonly FieldProblem[] =>
  fieldProblems(schema.safeParse(input, { error: inPlainWords }).error?.issues ?? []);
