import type { KeyType } from '../../core/keys/key-types.ts';
import type { KeyPage } from '../../core/sql/dialect.ts';
import type { Expression } from '../../core/sql/expression.ts';
import { expressionSql, userSql } from './expressions.ts';
import { quoted, quotedDataset } from './identifiers.ts';
import { isoText } from './instants.ts';
import { literalSql } from './literals.ts';
import { whereSql } from './row-sources.ts';
import type { Scope } from './scope.ts';
import { bytesOf, unicode } from './texts.ts';

/**
 * Groups by the key within the page, so that an index on it serves the order, the limit and the groups at once; one of
 * texts cannot, for it has the order of their collation. The page is ordered again, as a sub-select need not be.
 */
export function keyPageSql(page: KeyPage, scope: Scope): string {
  const { dataset, filter, keys, values, after, limit } = page;
  const columns = keys.map(({ name, type }) => keySql(quoted(name), type));
  const positions = keys.map((_, i) => String(i + 1)).join(', ');
  const inner = [
    ...columns.map((sql, i) => `${sql} AS k${i + 1}`),
    'COUNT(*) AS n',
    ...values.map((tree, i) => `${anyOf(tree, scope)} AS v${i + 1}`),
  ];
  const outer = [
    ...keys.map(({ type }, i) => (isByBytes(type) ? unicode(`k${i + 1}`) : `k${i + 1}`)),
    'n',
    ...values.map(({ node }, i) => (node === 'isoText' ? isoText(`v${i + 1}`) : `v${i + 1}`)),
  ];
  const conditions = [
    ...(filter === null ? [] : [userSql(filter)]),
    ...keys.map(({ name }) => `${quoted(name)} IS NOT NULL`),
    ...(after === null ? [] : laterThan(page, columns, after, scope)),
  ];
  return (
    `SELECT ${outer.join(',\n  ')}\nFROM (\n  SELECT ${inner.join(',\n    ')}\n  FROM ${quotedDataset(dataset)}` +
    `${whereSql(conditions)}\n  GROUP BY ${positions}\n  ORDER BY ${positions}\n  LIMIT ${limit}\n) AS page` +
    `\nORDER BY ${keys.map((_, i) => `page.k${i + 1}`).join(', ')}`
  );
}

/** The engine looks up no rows of several values in an index: the first value alone gives it a place to begin. */
function laterThan(
  { keys }: KeyPage,
  columns: readonly string[],
  after: readonly string[],
  scope: Scope,
): readonly string[] {
  const bounds = keys.map(({ type }, i) => boundSql(type, after[i]!, scope));
  const [column, bound] = [columns[0]!, bounds[0]!];
  if (keys.length === 1) return [`${column} > ${bound}`];
  return [`${column} >= ${bound}`, `(${columns.join(', ')}) > (${bounds.join(', ')})`];
}

/** Bytes of UTF-8 are in the order of code points; MariaDB orders UUIDs by parts of theirs. */
const isByBytes = (type: KeyType): boolean => type === 'text' || type === 'uuid';

const keySql = (column: string, type: KeyType): string =>
  isByBytes(type) ? bytesOf(unicode(column)) : column;

function boundSql(type: KeyType, value: string, scope: Scope): string {
  if (isByBytes(type)) return bytesOf(literalSql('text', value, scope));
  // not as a literal of the user's: the date 0000-00-00 is a key like others
  if (type === 'date') return `CAST(${scope.bind(value)} AS DATE)`;
  return literalSql(/^[+-]?\d{1,18}$/.test(value) ? 'integer' : 'number', value, scope);
}

const anyOf = (tree: Expression, scope: Scope): string =>
  `MIN(${expressionSql(tree.node === 'isoText' ? tree.instant : tree, scope)})`;
