import type { DatasetName } from '../../core/dataset.ts';
import type { GroupSource, OrphanSource, RowSource } from '../../core/sql/dialect.ts';
import { GROUP_SIZE, userSql } from './expressions.ts';
import { quoted, quotedDataset } from './identifiers.ts';

/**
 * What stands after FROM: the rows of the source, among those of the dataset that pass the filter, and that fulfil
 * `where`, a condition of ours over the columns of the source. `carried` are columns of the dataset that are wanted
 * of orphans beside their keys.
 */
export function sourceSql(
  dataset: DatasetName,
  filter: string | null,
  source: RowSource,
  where: string | null = null,
  carried: readonly string[] | null = [],
): string {
  const ours = where === null ? [] : [`(${where})`];
  switch (source.kind) {
    case 'rows':
      return `${quotedDataset(dataset)}${sampleSql(source.samplePercent)}${whereSql([...filterSql(filter), ...ours])}`;
    case 'first':
      return `(\n  SELECT FROM ${quotedDataset(dataset)}${whereSql(filterSql(filter))}\n  LIMIT 1\n  ) AS first`;
    case 'groups':
      return `${groupsSql(dataset, filter, source)}${whereSql(ours)}`;
    case 'orphans':
      return orphansSql(dataset, filter, source, carried);
    case 'query':
      return `${userSql(source.sql)} AS query${whereSql(ours)}`;
    case 'nothing':
      return '(SELECT) AS nothing';
  }
}

/**
 * Of these, equal values have equal bytes, and comparing bytes takes half the time of a language's rules, which a sort
 * would follow.
 */
const TEXT = /^(text|character varying|character\b)/;

function groupsSql(dataset: DatasetName, filter: string | null, source: GroupSource): string {
  const conditions = filterSql(filter);
  const columns = source.columns.map((name) => quoted(name));
  const present = columns.map((name) => `${name} IS NOT NULL`);
  if (source.nulls === 'ignoreAny') conditions.push(...present);
  if (source.nulls === 'ignoreAll') conditions.push(`(${present.join(' OR ')})`);
  const names = [...new Set([...source.columns, ...(source.within ?? [])])];
  const isText = (name: string) => TEXT.test(source.nativeTypes?.[name] ?? '');
  const keys = names.map((name) => (isText(name) ? `${quoted(name)} COLLATE "C"` : quoted(name)));
  const selected = names.map((name, i) => (isText(name) ? `${keys[i]} AS ${quoted(name)}` : keys[i]));
  return (
    `(\n  SELECT ${selected.join(', ')}, count(*) AS ${GROUP_SIZE}\n  FROM ${quotedDataset(dataset)}${whereSql(conditions)}` +
    `\n  GROUP BY ${keys.join(', ')}\n  ) AS groups`
  );
}

/**
 * What is in sight of the reference's filter beside its own columns has names that nobody writes by accident: a column
 * that only the other side has must be an error, not a correlation.
 */
const HERE = '"tested row"';
const THERE = '"reference row"';
const keyName = (position: number) => `"key ${position + 1} of the row"`;

/** NOT EXISTS, because a join would repeat a row for each of its partners. */
function orphansSql(
  dataset: DatasetName,
  filter: string | null,
  { columns, match, reference }: OrphanSource,
  carried: readonly string[] | null,
): string {
  const present = columns.map((_, i) => `${HERE}.${keyName(i)} IS NOT NULL`);
  const tested = match === 'simple' ? present : [`(${present.join(' OR ')})`];
  const partners = columns.map((_, i) => `${THERE}.${keyName(i)} = ${HERE}.${keyName(i)}`);
  const there = keysSql(reference.dataset, reference.columns, reference.filter);
  return (
    `${keysSql(dataset, columns, filter, carried)} AS ${HERE}` +
    whereSql([...tested, `NOT EXISTS (\n  SELECT 1 FROM ${there} AS ${THERE}${whereSql(partners)}\n  )`])
  );
}

function keysSql(
  dataset: DatasetName,
  columns: readonly string[],
  filter: string | null,
  carried: readonly string[] | null = [],
): string {
  const keys = columns.map((name, i) => `${quoted(name)} AS ${keyName(i)}`);
  const others = carried === null ? ['*'] : carried.map(quoted);
  return `(\n  SELECT ${[...keys, ...others].join(', ')}\n  FROM ${quotedDataset(dataset)}${whereSql(filterSql(filter))}\n  )`;
}

const filterSql = (filter: string | null): string[] => (filter === null ? [] : [userSql(filter)]);

const whereSql = (conditions: readonly string[]) =>
  conditions.length === 0 ? '' : `\n  WHERE ${conditions.join('\n    AND ')}`;

/** Whole pages; the seed is fixed, so that all statements of a test see the same ones. */
const sampleSql = (percent: number | undefined) =>
  percent === undefined ? '' : ` TABLESAMPLE SYSTEM (${percent}) REPEATABLE (1)`;
