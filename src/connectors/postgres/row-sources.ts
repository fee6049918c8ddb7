import type { DatasetName } from '../../core/dataset.ts';
import type { OrphanSource, RowSource } from '../../core/sql/dialect.ts';
import { GROUP_SIZE, userSql } from './expressions.ts';
import { quoted, quotedDataset } from './identifiers.ts';

type Groups = Extract<RowSource, { kind: 'groups' }>;

/** What stands after FROM: the rows of the source, among those of the dataset that pass the filter. */
export function sourceSql(dataset: DatasetName, filter: string | null, source: RowSource): string {
  switch (source.kind) {
    case 'rows':
      return `${quotedDataset(dataset)}${whereSql(filterSql(filter))}`;
    case 'groups':
      return groupsSql(dataset, filter, source);
    case 'orphans':
      return orphansSql(dataset, filter, source);
    case 'query':
      return `${userSql(source.sql)} AS query`;
    case 'nothing':
      return '(SELECT) AS nothing';
  }
}

function groupsSql(dataset: DatasetName, filter: string | null, source: Groups): string {
  const conditions = filterSql(filter);
  const columns = source.columns.map(quoted);
  const present = columns.map((name) => `${name} IS NOT NULL`);
  if (source.nulls === 'ignoreAny') conditions.push(...present);
  if (source.nulls === 'ignoreAll') conditions.push(`(${present.join(' OR ')})`);
  return (
    `(\n  SELECT count(*) AS ${GROUP_SIZE}\n  FROM ${quotedDataset(dataset)}${whereSql(conditions)}` +
    `\n  GROUP BY ${columns.join(', ')}\n  ) AS groups`
  );
}

/**
 * What is in sight of the reference's filter beside its own columns has names that nobody writes by accident: a column
 * that only the other side has must be an error, not a correlation.
 */
const HERE = '"tested row"';
const THERE = '"reference row"';
const keyName = (position: number) => `"key ${position + 1}"`;

/** NOT EXISTS, because a join would repeat a row for each of its partners. */
function orphansSql(
  dataset: DatasetName,
  filter: string | null,
  { columns, match, reference }: OrphanSource,
): string {
  const present = columns.map((_, i) => `${HERE}.${keyName(i)} IS NOT NULL`);
  const tested = match === 'simple' ? present : [`(${present.join(' OR ')})`];
  const partners = columns.map((_, i) => `${THERE}.${keyName(i)} = ${HERE}.${keyName(i)}`);
  const there = keysSql(reference.dataset, reference.columns, reference.filter);
  return (
    `${keysSql(dataset, columns, filter)} AS ${HERE}` +
    whereSql([...tested, `NOT EXISTS (\n  SELECT 1 FROM ${there} AS ${THERE}${whereSql(partners)}\n  )`])
  );
}

function keysSql(dataset: DatasetName, columns: readonly string[], filter: string | null): string {
  const keys = columns.map((name, i) => `${quoted(name)} AS ${keyName(i)}`);
  return `(\n  SELECT ${keys.join(', ')}\n  FROM ${quotedDataset(dataset)}${whereSql(filterSql(filter))}\n  )`;
}

const filterSql = (filter: string | null): string[] => (filter === null ? [] : [userSql(filter)]);

const whereSql = (conditions: readonly string[]) =>
  conditions.length === 0 ? '' : `\n  WHERE ${conditions.join('\n    AND ')}`;
