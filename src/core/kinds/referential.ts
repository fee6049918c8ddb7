import { z } from 'zod';
import { areComparable, comparableTypes } from '../metrics/comparable.ts';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnNames } from './column-fields.ts';
import { keyPair } from './column-pairs.ts';
import { defineKind } from './kind.ts';
import {
  maxRowsField,
  nameOf,
  otherConnection,
  referenceConditions,
  referenceFields,
  referencePlace,
} from './reference-fields.ts';

const reference = z.strictObject({
  ...referenceFields,
  columns: columnNames.describe('the partners of columns, in their order'),
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
    maxRows: maxRowsField,
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
 * once, and partners that occur several times change nothing. Percent is of the rows tested. Within a connection the
 * database looks the keys up; of another connection the keys of both sides are read in order and met in the service.
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
  userConditions: referenceConditions,
  comparesWith: (test) => {
    const isElsewhere = otherConnection(test) !== null;
    return {
      ...referencePlace(test),
      columns: test.columns.map((column, i) => {
        const here = { column, path: `columns.${i}` };
        const there = { column: test.reference.columns[i]!, path: `reference.columns.${i}` };
        return isElsewhere
          ? keyPair(here, there)
          : { here, there, types: comparableTypes, canMeet: areComparable };
      }),
    };
  },
  metrics: (test) => {
    const { columns, match, maxRows, reference: given } = test;
    const { dataset, columns: partners, filter = null } = given;
    const connectionId = otherConnection(test);
    return {
      rows: { type: 'rowCount' },
      tested: { type: 'keyedCount', columns: [...columns].sort(), match },
      orphans:
        connectionId === null
          ? {
              type: 'orphanCount',
              columns,
              match,
              reference: { dataset: nameOf(dataset)!, columns: partners, filter },
            }
          : {
              type: 'orphansElsewhere',
              keys: columns,
              match,
              maxRows,
              reference: { connectionId, dataset, keys: partners, filter },
            },
    };
  },
  history: () => ({}),
  judge: (test, { rows, tested, orphans: found }) => {
    // of another connection they were counted in a snapshot of their own, and the rows with them
    const counts = typeof found === 'number' ? { rows, rowsTested: tested, orphans: found } : found;
    const { orphans, rowsTested } = counts;
    return judgeViolations(
      test,
      { violations: orphans, rowsTested },
      ['row', `without a partner in ${test.reference.dataset}`],
      { orphans, rowsTested, rowsLeftOut: counts.rows - rowsTested },
    );
  },
});
