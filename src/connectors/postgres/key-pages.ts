import type { KeyType } from '../../core/keys/key-types.ts';
import type { KeyPage } from '../../core/sql/dialect.ts';
import type { Expression } from '../../core/sql/expression.ts';
import { expressionSql, userSql } from './expressions.ts';
import { quoted, quotedDataset } from './identifiers.ts';
import { isoText, utcClock } from './instants.ts';
import type { Bind } from './parameters.ts';

/**
 * Groups by the key within the page, so that an index on it serves the order, the limit and the groups at once. The
 * aggregate of a value stands in the inner SELECT, its text in the outer one, where there is only the page.
 */
export function keyPageSql({ dataset, filter, keys, values, after, limit }: KeyPage, bind: Bind): string {
  const columns = keys.map(({ name, type }) => keySql(name, type));
  const positions = keys.map((_, i) => String(i + 1)).join(', ');
  const inner = [
    ...columns.map((sql, i) => `${sql} AS k${i + 1}`),
    'count(*) AS n',
    ...values.map((tree, i) => `${anyOf(tree, bind)} AS v${i + 1}`),
  ];
  const outer = [
    ...keys.map(({ type }, i) => (type === 'date' ? dayText(`k${i + 1}`) : `k${i + 1}::text`)),
    'n::text',
    // infinity is an instant without a date
    ...values.map(({ node }, i) =>
      node === 'isoText' ? `coalesce(${isoText(`v${i + 1}`)}, v${i + 1}::text)` : `v${i + 1}`,
    ),
  ];
  const conditions = [
    ...(filter === null ? [] : [userSql(filter)]),
    ...keys.map(({ name }) => `${quoted(name)} IS NOT NULL`),
    ...(after === null
      ? []
      : [
          `(${columns.join(', ')}) > (${keys.map(({ type }, i) => bind(after[i]!, nativeTypes[type])).join(', ')})`,
        ]),
  ];
  return (
    `SELECT ${outer.join(',\n  ')}\nFROM (\n  SELECT ${inner.join(',\n    ')}\n  FROM ${quotedDataset(dataset)}` +
    `\n  WHERE ${conditions.join('\n    AND ')}\n  GROUP BY ${positions}\n  ORDER BY ${positions}\n  LIMIT ${limit}\n) AS page` +
    // what a sub-select is ordered by need not hold outside of it
    `\nORDER BY ${keys.map((_, i) => `page.k${i + 1}`).join(', ')}`
  );
}

/** Bytes of UTF-8 are in the order of code points, and the "C" collation is that of the bytes. */
const keySql = (name: string, type: KeyType): string =>
  type === 'text' ? `${quoted(name)}::text COLLATE "C"` : quoted(name);

const anyOf = (tree: Expression, bind: Bind): string =>
  tree.node === 'isoText'
    ? `min(${utcClock(expressionSql(tree.instant, bind))})`
    : `min(${expressionSql(tree, bind)} COLLATE "C")`;

/** Whatever `DateStyle` says. */
const dayText = (date: string): string =>
  `CASE WHEN extract(year FROM ${date}) BETWEEN 1 AND 9999 THEN to_char(${date}, 'YYYY-MM-DD') ELSE ${date}::text END`;

const nativeTypes: Record<KeyType, string> = {
  integer: 'bigint',
  decimal: 'numeric',
  uuid: 'uuid',
  date: 'date',
  text: 'text',
};
