import { z } from 'zod';
import { parseDataset, type DatasetName } from '../dataset.ts';
import type { ConnectionId } from '../ids.ts';
import type { DatasetScope, UserCondition } from './kind.ts';

/** A definition is saved with its schema written out; a schema that is not is nobody's. */
export const nameOf = (dataset: string): DatasetName | null => parseDataset(dataset, '');

/** The fields that describe the other dataset of kinds that compare two. */
export const referenceFields = {
  connectionId: z
    .uuid()
    .toLowerCase()
    .transform((id) => id as ConnectionId)
    .optional()
    .describe('connection of the reference; that of the test where absent'),
  dataset: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .refine((text) => nameOf(text) !== null, 'is not a name like schema.table')
    .describe('the other dataset: schema.table'),
  filter: z
    .string()
    .trim()
    .min(1)
    .max(10_000)
    .optional()
    .describe("a condition in the SQL of the reference's database: only rows that pass count"),
};

interface Reference {
  readonly connectionId?: ConnectionId | undefined;
  readonly dataset: string;
  readonly filter?: string | undefined;
}
type Compared = DatasetScope & { readonly reference: Reference };

/** The connection of the reference where it is another one than the test's, else null. */
export const otherConnection = ({ connectionId, reference }: Compared): ConnectionId | null =>
  reference.connectionId === undefined || reference.connectionId === connectionId
    ? null
    : reference.connectionId;

/** The reference as a place whose rows are measured or looked at. */
export const referencePlace = (test: Compared) => ({
  connectionId: otherConnection(test) ?? undefined,
  dataset: test.reference.dataset,
  filter: test.reference.filter ?? null,
  field: 'reference',
});

export const referenceConditions = ({ reference }: Compared): readonly UserCondition[] =>
  reference.filter === undefined
    ? []
    : [
        {
          path: 'reference.filter',
          sql: reference.filter,
          of: { connectionId: reference.connectionId, dataset: reference.dataset },
        },
      ];

/** Most rows of either side that are read when rows are compared in the service. */
export const maxRowsField = z
  .int()
  .min(1)
  .max(1_000_000_000)
  .default(1_000_000)
  .describe('with more rows than this on either side nothing is read, and the execution is errored');
