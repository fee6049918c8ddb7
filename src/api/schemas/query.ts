import { z } from 'zod';
import type { PageRequest } from '../../core/page.ts';

/** The two parameters of every list. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('most items in the answer'),
  cursor: z
    .string()
    .min(1)
    .max(4000)
    .optional()
    .describe('nextCursor of the page before; absent for the first page'),
};

export const pageQuery = z.strictObject(paging);
export type PageQuery = z.infer<typeof pageQuery>;

export const pageRequestOf = ({ limit, cursor }: PageQuery): PageRequest => ({
  limit,
  cursor: cursor ?? null,
});

/** `true` or `false`, as a query string spells them. */
export const flag = z.preprocess(
  (text) => (text === 'true' ? true : text === 'false' ? false : text),
  z.boolean({ error: 'must be true or false' }),
);

/** A parameter that may be given once or several times. */
export const repeatable = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    z.array(item).max(20).optional(),
  );

/** An instant in ISO 8601 with its zone. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** One page of `item`. */
export const pageOf = <T extends z.ZodType>(item: T, id: string, example: unknown) =>
  z
    .object({
      items: z.array(item),
      nextCursor: z
        .string()
        .nullable()
        .describe('give it as cursor for the next page; null on the last page'),
    })
    .meta({ id, examples: [{ items: [example], nextCursor: null }] });
