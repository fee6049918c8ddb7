import type { DatasetName } from '../../core/dataset.ts';
import {
  UnsupportedByEngine,
  type GroupSource,
  type OrphanSource,
  type RowSource,
} from '../../core/sql/dialect.ts';
import { GROUP_SIZE, userSql } from './expressions.ts';
import { quoted, quotedDataset } from './identifiers.ts';
import { exactBytes, identityOf } from './texts.ts';

/** What of a source is looked at. */
export interface View {
  /** A condition of ours over the columns of the source. */
  readonly where: string | null;
  /** Columns of groups, or of the dataset beside the keys of orphans, that are wanted; null for all. */
  readonly columns: readonly string[] | null;
}

/** What stands after FROM: the rows of the source, among those of the dataset that pass the filter. */
export function sourceSql(
  dataset: DatasetName,
  filter: string | null,
  source: RowSource,
  { where, columns }: View = { where: null, columns: [] },
): string {
  const ours = where === null ? [] : [`(${where})`];
  switch (source.kind) {
    case 'rows':
      if (source.samplePercent !== undefined)
        throw new UnsupportedByEngine('MySQL and MariaDB have no way to read a part of a table');
      return `${quotedDataset(dataset)}${whereSql([...filterSql(filter), ...ours])}`;
    case 'first':
      return `(\n  SELECT 1 FROM ${quotedDataset(dataset)}${whereSql(filterSql(filter))}\n  LIMIT 1\n  ) AS first_row`;
    case 'groups':
      return `${groupsSql(dataset, filter, source, columns)}${whereSql(ours)}`;
    case 'orphans':
      return orphansSql(dataset, filter, source, columns);
    case 'query':
      return `${userSql(source.sql)} AS query${whereSql(ours)}`;
    case 'nothing':
      return '(SELECT 1) AS nothing';
  }
}

function groupsSql(
  dataset: DatasetName,
  filter: string | null,
  source: GroupSource,
  wanted: readonly string[] | null,
): string {
  const conditions = filterSql(filter);
  const present = source.columns.map((name) => `${quoted(name)} IS NOT NULL`);
  if (source.nulls === 'ignoreAny') conditions.push(...present);
  if (source.nulls === 'ignoreAll') conditions.push(`(${present.join(' OR ')})`);
  const columns = [...new Set([...source.columns, ...(source.within ?? [])])];
  // all values of a group are the same one
  const shown = columns
    .filter((name) => wanted === null || wanted.includes(name))
    .map((name) => `MIN(${quoted(name)}) AS ${quoted(name)}`);
  const selected = [...shown, `COUNT(*) AS ${GROUP_SIZE}`].join(', ');
  return (
    `(\n  SELECT ${selected}\n  FROM ${quotedDataset(dataset)}${whereSql(conditions)}` +
    `\n  GROUP BY ${columns.flatMap(identityOf).join(', ')}\n  ) AS \`groups\``
  );
}

/**
 * What is in sight of the reference's filter beside its own columns has names that nobody writes by accident: a column
 * that only the other side has must be an error, not a correlation.
 */
const HERE = '`tested row`';
const THERE = '`reference row`';
const keyName = (position: number) => `\`plumbline key ${position + 1}\``;
const bytesName = (position: number) => `\`plumbline bytes ${position + 1}\``;

/**
 * NOT EXISTS, because a join would repeat a row for each of its partners. The first "=" of a key can use an index, the
 * second tells apart what the collation of a text takes for one.
 */
function orphansSql(
  dataset: DatasetName,
  filter: string | null,
  { columns, match, reference }: OrphanSource,
  wanted: readonly string[] | null,
): string {
  const present = columns.map((_, i) => `${HERE}.${keyName(i)} IS NOT NULL`);
  const tested = match === 'simple' ? present : [`(${present.join(' OR ')})`];
  const partners = columns.flatMap((_, i) => [
    `${THERE}.${keyName(i)} = ${HERE}.${keyName(i)}`,
    `${THERE}.${bytesName(i)} <=> ${HERE}.${bytesName(i)}`,
  ]);
  const there = keysSql(reference.dataset, reference.columns, reference.filter, []);
  return (
    `${keysSql(dataset, columns, filter, wanted)} AS ${HERE}` +
    whereSql([...tested, `NOT EXISTS (\n  SELECT 1 FROM ${there} AS ${THERE}${whereSql(partners)}\n  )`])
  );
}

function keysSql(
  dataset: DatasetName,
  columns: readonly string[],
  filter: string | null,
  wanted: readonly string[] | null,
): string {
  const keys = columns.flatMap((name, i) => [
    `${quoted(name)} AS ${keyName(i)}`,
    `${exactBytes(name)} AS ${bytesName(i)}`,
  ]);
  const others = wanted === null ? ['*'] : wanted.map(quoted);
  return `(\n  SELECT ${[...others, ...keys].join(', ')}\n  FROM ${quotedDataset(dataset)}${whereSql(filterSql(filter))}\n  )`;
}

const filterSql = (filter: string | null): string[] => (filter === null ? [] : [userSql(filter)]);

export const whereSql = (conditions: readonly string[]) =>
  conditions.length === 0 ? '' : `\n  WHERE ${conditions.join('\n    AND ')}`;
