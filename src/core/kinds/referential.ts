import { z } from 'zod';
import { parseDataset, type DatasetName } from '../dataset.ts';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnNames } from './column-fields.ts';
import { defineKind } from './kind.ts';

/** A definition is saved with its schema written out; a schema that is not is nobody's. */
const nameOf = (dataset: string): DatasetName | null => parseDataset(dataset, '');

const reference = z.strictObject({
  dataset: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .refine((text) => nameOf(text) !== null, 'is not a name like schema.table')
    .describe('where the keys must be found: schema.table of the same connection'),
  columns: columnNames.describe('the partners of columns, in their order'),
  filter: z
    .string()
    .trim()
    .min(1)
    .max(10_000)
    .optional()
    .describe("a condition in the SQL of the database: only the reference's rows that pass are partners"),
});

const parameters = z
  .strictObject({
    kind: z.literal('referential'),
    columns: columnNames.describe('the key that must be found in the reference'),
    reference,
    match: z
      .enum(['simple', 'full'])
      .default('simple')
      .describe(
        'simple: rows with any null in columns are not tested; full: rows with nulls only are not tested, and ' +
          'rows with some nulls break the rule',
      ),
    ...rowLevelFields,
  })
  .superRefine((test, ctx) => {
    const [wanted, given] = [test.columns.length, test.reference.columns.length];
    if (given !== wanted)
      ctx.addIssue({
        code: 'custom',
        path: ['reference', 'columns'],
        message: `must name as many columns as columns does: ${wanted}, not ${given}`,
      });
  });

/**
 * Every key is found among the rows of another dataset, as a foreign key of SQL demands. A row without a partner counts
 * once, and partners that occur several times change nothing. Percent is of the rows tested.
 */
export const referential = defineKind({
  summary: 'Rows whose key is not found in another dataset',
  parameters,
  example: {
    kind: 'referential',
    columns: ['customer_id'],
    reference: { dataset: 'public.customers', columns: ['id'], filter: 'deleted_at IS NULL' },
    fail: { maxCount: 0 },
  },
  userSqlFields: ['reference.filter'],
  metrics: ({ columns, match, reference: { dataset, columns: partners, filter = null } }) => ({
    rows: { type: 'rowCount' },
    tested: { type: 'keyedCount', columns: [...columns].sort(), match },
    orphans: {
      type: 'orphanCount',
      columns,
      match,
      reference: { dataset: nameOf(dataset)!, columns: partners, filter },
    },
  }),
  history: () => ({}),
  judge: (test, { rows, tested, orphans }) =>
    judgeViolations(
      test,
      { violations: orphans, rowsTested: tested },
      ['row', `without a partner in ${test.reference.dataset}`],
      { orphans, rowsTested: tested, rowsLeftOut: rows - tested },
    ),
});
