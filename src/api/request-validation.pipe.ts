import { StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';
import { InvalidInput } from '../core/errors.ts';
import { fieldProblems, inPlainWords } from '../core/field-problems.ts';
import { unstorable } from './storable.ts';

/** Parses what a route declares a schema for. Throws `InvalidInput` with every bad field. */
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  protected override async validate<T = unknown>(
    value: unknown,
    schema: unknown,
  ): Promise<{ readonly value: T }> {
    if (!(schema instanceof z.ZodType))
      throw new TypeError('a route declares a schema that is not a zod schema');
    const odd = unstorable(value);
    if (odd.length > 0) throw new InvalidInput(odd);
    const parsed = await schema.safeParseAsync(value, { error: inPlainWords });
    if (!parsed.success) throw new InvalidInput(fieldProblems(parsed.error.issues));
    return { value: parsed.data as T };
  }
}
