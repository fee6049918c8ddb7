import type { DatasetName } from '../../core/dataset.ts';
import type { GroupSource, OrphanSource, RowSource } from '../../core/sql/dialect.ts';
import { GROUP_SIZE, userSql } from './expressions.ts';
import { quoted, quotedDataset } from './identifiers.ts';
import type { NativeForm } from './native-type.ts';
import { anyOf, keySql, keyText } from './keys.ts';

/** Whose rows are meant, and what is known of their columns. */
export interface SourceOf {
  readonly dataset: DatasetName;
  readonly filter: string | null;
  readonly source: RowSource;
  readonly formOf: (column: string) => NativeForm;
  /** Of the reference of orphans; null where it is not known. */
  readonly referenceFormOf: (column: string) => NativeForm | null;
}

/**
 * What stands after FROM: the rows of the source, among those of the dataset that pass the filter, and that fulfil
 * `where`, a condition of ours over the columns of the source. `carried` are columns of the dataset that are wanted
 * of orphans beside their keys; null for all.
 */
export function sourceSql(
  of: SourceOf,
  where: string | null = null,
  carried: readonly string[] | null = [],
): string {
  const { dataset, filter, source } = of;
  const ours = where === null ? [] : [`(${where})`];
  switch (source.kind) {
    case 'rows':
      return `${quotedDataset(dataset)}${sampleSql(source.samplePercent)}${whereSql([...filterSql(filter), ...ours])}`;
    case 'first':
      return `(\n  SELECT TOP (1) 1 AS found\n  FROM ${quotedDataset(dataset)}${whereSql(filterSql(filter))}\n  ) AS first_row`;
    case 'groups':
      return `${groupsSql(of, source)}${whereSql(ours)}`;
    case 'orphans':
      return `${orphansSql(of, source, carried)}${ours.map((condition) => `\n    AND ${condition}`).join('')}`;
    case 'query':
      return `${userSql(source.sql)} AS query${whereSql(ours)}`;
    case 'nothing':
      return '(SELECT 1 AS nothing) AS nothing';
  }
}

/** Texts are grouped exactly: the collation of the column would take `a` and `A `, say, for one value. */
function groupsSql({ dataset, filter, formOf }: SourceOf, source: GroupSource): string {
  const conditions = filterSql(filter);
  const present = source.columns.map((name) => `${quoted(name)} IS NOT NULL`);
  if (source.nulls === 'ignoreAny') conditions.push(...present);
  if (source.nulls === 'ignoreAll') conditions.push(`(${present.join(' OR ')})`);
  const names = [...new Set([...source.columns, ...(source.within ?? [])])];
  const keys = names.map((name) => keySql(quoted(name), formOf(name)));
  const shown = names.map((name, i) => `${keyText(keys[i]!, formOf(name))} AS ${quoted(name)}`);
  return (
    `(\n  SELECT ${shown.join(', ')}, COUNT_BIG(*) AS ${GROUP_SIZE}\n  FROM ${quotedDataset(dataset)}` +
    `${whereSql(conditions)}\n  GROUP BY ${keys.join(', ')}\n  ) AS groups`
  );
}

/**
 * What is in sight of the reference's filter beside its own columns has names that nobody writes by accident: a column
 * that only the other side has must be an error, not a correlation.
 */
const HERE = '[tested row]';
const THERE = '[reference row]';
const keyName = (position: number) => `[key ${position + 1}]`;

/** NOT EXISTS, because a join would repeat a row for each of its partners. */
function orphansSql(
  { dataset, filter, formOf, referenceFormOf }: SourceOf,
  { columns, match, reference }: OrphanSource,
  carried: readonly string[] | null,
): string {
  const present = columns.map((_, i) => `${HERE}.${keyName(i)} IS NOT NULL`);
  const tested = match === 'simple' ? present : [`(${present.join(' OR ')})`];
  const partners = columns.map((_, i) => `${THERE}.${keyName(i)} = ${HERE}.${keyName(i)}`);
  const here = columns.map((name) => keySql(quoted(name), formOf(name)));
  // what is compared with a text, say, is one too, or the statement fails
  const there = reference.columns.map((name, i) => {
    const [form, partner] = [formOf(columns[i]!), referenceFormOf(name)];
    return keySql(quoted(name), partner?.form === form.form ? partner : anyOf(form));
  });
  return (
    `${keysSql(dataset, here, filter, carried)} AS ${HERE}` +
    whereSql([
      ...tested,
      `NOT EXISTS (\n  SELECT 1 FROM ${keysSql(reference.dataset, there, reference.filter)} AS ${THERE}${whereSql(partners)}\n  )`,
    ])
  );
}

function keysSql(
  dataset: DatasetName,
  keys: readonly string[],
  filter: string | null,
  carried: readonly string[] | null = [],
): string {
  const named = keys.map((key, i) => `${key} AS ${keyName(i)}`);
  const others = carried === null ? ['*'] : carried.map(quoted);
  return `(\n  SELECT ${[...named, ...others].join(', ')}\n  FROM ${quotedDataset(dataset)}${whereSql(filterSql(filter))}\n  )`;
}

const filterSql = (filter: string | null): string[] => (filter === null ? [] : [userSql(filter)]);

const whereSql = (conditions: readonly string[]) =>
  conditions.length === 0 ? '' : `\n  WHERE ${conditions.join('\n    AND ')}`;

/** Whole pages; the seed is fixed, so that all statements of a test see the same ones. */
const sampleSql = (percent: number | undefined) =>
  percent === undefined ? '' : ` TABLESAMPLE SYSTEM (${percent} PERCENT) REPEATABLE (1)`;
