import type { KeyType } from '../../core/keys/key-types.ts';
import { UnsupportedByEngine, type KeyPage } from '../../core/sql/dialect.ts';
import type { Expression } from '../../core/sql/expression.ts';
import { cellText } from './cell-texts.ts';
import { expressionSql, userSql } from './expressions.ts';
import { formOfTree } from './forms.ts';
import { quoted, quotedDataset } from './identifiers.ts';
import { isoText, utcClock } from './instants.ts';
import { literalSql } from './literals.ts';
import type { Scope } from './scope.ts';
import { boundText, inCodePointOrder, unicodeText, withoutMark } from './texts.ts';

/**
 * Groups by the key within the page, so that an index on it serves the order, the limit and the groups at once; one of
 * texts cannot, for it has the order of their collation. The page is ordered again, as a sub-select need not be.
 */
export function keyPageSql(page: KeyPage, scope: Scope): string {
  const { dataset, filter, keys, values, after, limit } = page;
  const columns = keys.map(({ name, type }) => keySql(name, type, scope));
  const inner = [
    ...columns.map((sql, i) => `${sql} AS k${i + 1}`),
    'COUNT_BIG(*) AS n',
    ...values.map((tree, i) => `${anyOf(tree, scope)} AS v${i + 1}`),
  ];
  const outer = [
    ...keys.map(({ name, type }, i) => `${keyText(name, type, `k${i + 1}`, scope)} AS k${i + 1}`),
    'CONVERT(nvarchar(20), n) AS n',
    ...values.map(({ node }, i) => `${node === 'isoText' ? isoText(`v${i + 1}`) : `v${i + 1}`} AS v${i + 1}`),
  ];
  const conditions = [
    ...(filter === null ? [] : [userSql(filter)]),
    ...keys.map(({ name }) => `${quoted(name)} IS NOT NULL`),
    ...(after === null ? [] : [laterThan(page, columns, after, scope)]),
  ];
  const order = columns.join(', ');
  return (
    `SELECT ${outer.join(',\n  ')}\nFROM (\n  SELECT TOP (${limit}) ${inner.join(',\n    ')}` +
    `\n  FROM ${quotedDataset(dataset)}\n  WHERE ${conditions.join('\n    AND ')}` +
    `\n  GROUP BY ${order}\n  ORDER BY ${order}\n) AS page` +
    `\nORDER BY ${keys.map((_, i) => `page.k${i + 1}`).join(', ')}`
  );
}

/** There is no comparison of rows of several values: a key is later by its first part that differs. */
function laterThan(
  { keys }: KeyPage,
  columns: readonly string[],
  after: readonly string[],
  scope: Scope,
): string {
  const bounds = keys.map(({ type }, i) => boundSql(type, after[i]!, scope));
  const later = columns.map((column, i) => {
    const before = columns.slice(0, i).map((one, j) => `${one} = ${bounds[j]!}`);
    return [...before, `${column} > ${bounds[i]!}`].join(' AND ');
  });
  return later.length === 1 ? later[0]! : `(${later.map((sql) => `(${sql})`).join(' OR ')})`;
}

function keySql(name: string, type: KeyType, scope: Scope): string {
  const column = quoted(name);
  if (type === 'uuid') return uuidText(column);
  if (type !== 'text') return column;
  if (!scope.hasUtf8)
    throw new UnsupportedByEngine(
      'SQL Server 2017 cannot put texts in the order of their characters: rows can be compared by keys of other types only',
    );
  return inCodePointOrder(unicodeText(column, scope.formOf(name)));
}

function boundSql(type: KeyType, value: string, { bind }: Scope): string {
  if (type === 'text') return inCodePointOrder(boundText(bind(value), value));
  if (type === 'uuid') return uuidText(literalSql('uuid', value, bind));
  if (type === 'date') return literalSql('date', value, bind);
  return literalSql(/^[+-]?\d{1,18}$/.test(value) ? 'integer' : 'number', value, bind);
}

function keyText(name: string, type: KeyType, key: string, scope: Scope): string {
  if (type === 'text') return withoutMark(key);
  return type === 'uuid' ? key : cellText(key, scope.formOf(name));
}

/** UUIDs have an order of their own here, by their last bytes first. */
const uuidText = (uuid: string): string =>
  `LOWER(CONVERT(char(36), ${uuid})) COLLATE Latin1_General_100_BIN2`;

function anyOf(tree: Expression, scope: Scope): string {
  if (tree.node === 'isoText') return `MIN(${utcClock(expressionSql(tree.instant, scope))})`;
  const value = tree.node === 'asText' ? tree.value : tree;
  return `MIN(${cellText(expressionSql(value, scope), formOfTree(value, scope))})`;
}
