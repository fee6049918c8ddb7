import { z } from 'zod';
import type { KeyDifferences, MetricValue } from '../metrics/metric.ts';
import { timeZone } from '../time-zone.ts';
import {
  differenceLevel,
  differencesIn,
  distanceOf,
  keysInWords,
  observedKeys,
  valueComplaints,
  type ComparedValue,
  type DifferenceBounds,
} from '../verdict/differences.ts';
import { expectedOf, statusOfLevel, worstBreach } from '../verdict/levels.ts';
import { countOf, inNumber } from '../words.ts';
import { columnName, columnNames } from './column-fields.ts';
import { comparedPairs, keyPair, valuePair } from './column-pairs.ts';
import {
  comparedMetric,
  comparedName,
  comparedText,
  comparison,
  type Comparison,
} from './compared-metrics.ts';
import { defineKind, type Wanted } from './kind.ts';
import {
  maxRowsField,
  otherConnection,
  referenceConditions,
  referenceFields,
  referencePlace,
} from './reference-fields.ts';

const comparedColumn = z
  .union([columnName, z.strictObject({ column: columnName, referenceColumn: columnName })])
  .transform((given) => (typeof given === 'string' ? { column: given, referenceColumn: given } : given));

const parameters = z
  .strictObject({
    kind: z.literal('reconciliation'),
    reference: z.strictObject(referenceFields).describe('what the dataset should agree with'),
    compare: z
      .array(comparison)
      .max(50)
      .refine((all) => new Set(all.map((one) => JSON.stringify(one))).size === all.length, 'must not repeat')
      .optional()
      .describe('numbers that both sides should share; the row count where neither compare nor keys is set'),
    keys: columnNames.optional().describe('compare row by row: the columns that tell rows apart'),
    referenceKeys: columnNames
      .optional()
      .describe('partners of keys; columns of the same names where absent'),
    columns: z
      .array(comparedColumn)
      .max(100)
      .optional()
      .describe('with keys: columns whose values should be equal; without them only the keys are compared'),
    showKeys: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe('with keys: most keys of each sort of difference that leave the database; 0: counts only'),
    timeZone: timeZone
      .default('UTC')
      .describe('gives dates and timestamps without a zone their meaning where they meet others'),
    maxRows: maxRowsField,
    onEmpty: z
      .enum(['passed', 'warned', 'failed', 'skipped'])
      .default('warned')
      .describe('status when neither side has a row'),
    warn: differenceLevel.optional(),
    fail: differenceLevel.optional(),
  })
  .superRefine((test, ctx) => {
    const problem = (path: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: path.split('.'), message });
    const { keys, referenceKeys, columns } = test;
    if (keys && referenceKeys && keys.length !== referenceKeys.length)
      problem(
        'referenceKeys',
        `must name as many columns as keys does: ${keys.length}, not ${referenceKeys.length}`,
      );
    if (test.compare?.length === 0 && !keys) problem('compare', 'must name something, or set keys');
    const names = (columns ?? []).map(({ column }) => column);
    if (new Set(names).size !== names.length) problem('columns', 'must not name a column twice');
    if (keys) return;
    for (const [name, isSet] of Object.entries({
      referenceKeys: referenceKeys !== undefined,
      columns: columns !== undefined,
      showKeys: test.showKeys > 0,
      'warn.maxDifferences': test.warn?.maxDifferences !== undefined,
      'fail.maxDifferences': test.fail?.maxDifferences !== undefined,
    }))
      if (isSet) problem(name, 'goes with keys only');
  });
type ReconciliationTest = z.infer<typeof parameters>;

const comparisonsOf = ({ compare, keys }: ReconciliationTest): readonly Comparison[] =>
  compare ?? (keys ? [] : [{ metric: 'rowCount' }]);

/** The names under which the two sides of a comparison are measured. */
const namesOf = ({ metric, column, referenceColumn = column }: Comparison) => ({
  here: comparedName({ metric, column }),
  there: `reference.${comparedName({ metric, column: referenceColumn })}`,
});

/**
 * Two datasets agree: of one connection in one snapshot, of two connections each in its own. Counts and statistics are
 * computed by the databases and compared exactly, or within a tolerance. With `keys`, rows are matched one by one:
 * both sides are read in the order of their keys and met in the service, a page at a time.
 */
export const reconciliation = defineKind({
  summary: 'Differences between two datasets, in numbers or row by row',
  parameters,
  example: {
    kind: 'reconciliation',
    reference: { dataset: 'public.orders_copy' },
    compare: [{ metric: 'rowCount' }, { metric: 'sum', column: 'net' }],
    keys: ['id'],
    columns: ['status', { column: 'net', referenceColumn: 'net_amount' }],
    fail: { tolerance: '0.01', maxDifferences: 0 },
  },
  userConditions: referenceConditions,
  comparesWith: (test) => ({
    ...referencePlace(test),
    columns: [
      ...comparisonsOf(test).flatMap(comparedPairs),
      ...(test.keys ?? []).map((column, i) =>
        keyPair(
          { column, path: `keys.${i}` },
          test.referenceKeys
            ? { column: test.referenceKeys[i]!, path: `referenceKeys.${i}` }
            : { column, path: `keys.${i}` },
        ),
      ),
      ...(test.columns ?? []).map(({ column, referenceColumn }, i) =>
        valuePair({ column, path: `columns.${i}` }, { column: referenceColumn, path: `columns.${i}` }),
      ),
    ],
  }),
  metrics: (test): { readonly [name: string]: Wanted } => {
    const { keys, timeZone: zone, maxRows, showKeys } = test;
    const place = referencePlace(test);
    const compared = comparisonsOf(test);
    const rowCount = { type: 'rowCount' } as const;
    const pairs = compared.flatMap((one): readonly (readonly [string, Wanted])[] => {
      const { metric, column = '', referenceColumn = column } = one;
      const names = namesOf(one);
      return [
        [names.here, comparedMetric(metric, column, zone)],
        [names.there, { metric: comparedMetric(metric, referenceColumn, zone), ...place }],
      ];
    });
    return {
      ...(compared.length > 0 && { rowCount, 'reference.rowCount': { metric: rowCount, ...place } }),
      ...Object.fromEntries(pairs),
      ...(keys && {
        keys: {
          type: 'keyDifferences',
          keys,
          columns: (test.columns ?? []).map(({ column }) => column),
          timeZone: zone,
          showKeys,
          maxRows,
          reference: {
            connectionId: otherConnection(test),
            dataset: test.reference.dataset,
            filter: test.reference.filter ?? null,
            keys: test.referenceKeys ?? keys,
            columns: (test.columns ?? []).map(({ referenceColumn }) => referenceColumn),
          },
        },
      }),
    };
  },
  history: () => ({}),
  judge: (test, measured) => {
    const keys = (measured['keys'] ?? null) as KeyDifferences | null;
    // what was counted with the keys is of their snapshot
    const [rowsHere, rowsThere] = keys
      ? [keys.rowsHere, keys.rowsThere]
      : [numberIn(measured['rowCount']), numberIn(measured['reference.rowCount'])];
    const values = comparisonsOf(test).map((one) => valueOf(one, measured));
    const levels = test.warn || test.fail ? { warn: test.warn, fail: test.fail } : { fail: STRICT };
    const columns = (test.columns ?? []).map(({ column }) => column);
    const outline = {
      observed: {
        rowsHere,
        rowsThere,
        ...(values.length > 0 && {
          comparisons: values.map((value) => ({ ...value, difference: distanceOf(value) })),
        }),
        ...(keys && { differences: differencesIn(keys), ...observedKeys(keys, columns, test.keys ?? []) }),
      },
      expected: expectedOf(
        test.warn || test.fail
          ? levels
          : { fail: { ...(values.length > 0 && { tolerance: '0' }), ...(keys && { maxDifferences: 0 }) } },
      ),
      rowsTested: rowsHere,
    };
    const against = `compared with ${test.reference.dataset}: `;
    if (rowsHere === 0 && rowsThere === 0)
      return { ...outline, status: test.onEmpty, message: 'neither side has a row (onEmpty decides)' };
    const breach = worstBreach<DifferenceBounds>(levels, (bounds) => [
      ...valueComplaints(values, bounds),
      ...(keys ? keyComplaints(keys, columns, bounds) : []),
    ]);
    if (breach)
      return {
        ...outline,
        status: statusOfLevel[breach.level],
        message: `${against}${breach.complaints.join('; ')}`,
      };
    return { ...outline, status: 'passed', message: `${against}${agreement(values, keys, columns)}` };
  },
});

/** Without levels everything must be equal. */
const STRICT: DifferenceBounds = {};

function valueOf(one: Comparison, measured: { readonly [name: string]: MetricValue }): ComparedValue {
  const names = namesOf(one);
  const rows = (name: string) => numberIn(measured[name]);
  return {
    name: names.here,
    here: comparedText(one.metric, measured[names.here]!, rows('rowCount')),
    there: comparedText(one.metric, measured[names.there]!, rows('reference.rowCount')),
  };
}

function numberIn(value: MetricValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError('a row count is a number');
  return value;
}

function keyComplaints(
  keys: KeyDifferences,
  columns: readonly string[],
  { maxDifferences = 0 }: DifferenceBounds,
): readonly string[] {
  if (differencesIn(keys) <= maxDifferences) return [];
  const allowed = maxDifferences === 0 ? 'none is allowed' : `at most ${inNumber(maxDifferences)} allowed`;
  return [`${keysInWords(keys, columns)}; ${allowed}`];
}

/** What agrees, and what differs no more than it may. */
function agreement(
  values: readonly ComparedValue[],
  keys: KeyDifferences | null,
  columns: readonly string[],
): string {
  const differing = values.filter((value) => value.here !== value.there && distanceOf(value) !== '0').length;
  const compared =
    values.length === 0
      ? []
      : [
          differing === 0
            ? `${countOf(values.length, 'value')} equal`
            : `${countOf(differing, 'value')} of ${inNumber(values.length)} different within the tolerance`,
        ];
  return [...compared, ...(keys ? [keysInWords(keys, columns)] : [])].join('; ');
}
