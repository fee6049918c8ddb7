import type { KeyType } from '../../core/keys/key-types.ts';
import type { KeyPage } from '../../core/sql/dialect.ts';
import type { Expression } from '../../core/sql/expression.ts';
import { expressionSql, userSql } from './expressions.ts';
import { quoted, quotedDataset } from './identifiers.ts';
import { isoText, utcClock } from './instants.ts';
import { numberSql } from './numbers.ts';
import type { Bind } from './parameters.ts';

/** Values are measured in the inner SELECT and made texts in the outer one, where there is only the page. */
export function keyPageSql({ dataset, filter, keys, values, after, limit }: KeyPage, bind: Bind): string {
  const columns = keys.map(({ name, type }) => keySql(name, type));
  const positions = keys.map((_, i) => String(i + 1)).join(', ');
  const inner = [
    ...columns.map((sql, i) => `${sql} AS k${i + 1}`),
    'count(*) AS n',
    ...values.map((tree, i) => `min(${measuredSql(tree, bind)}) AS v${i + 1}`),
  ];
  const outer = [
    ...keys.map((_, i) => `k${i + 1}::VARCHAR`),
    'n::VARCHAR',
    // infinity is an instant without a date
    ...values.map(({ node }, i) =>
      node === 'isoText' ? `coalesce(${isoText(`v${i + 1}`)}, v${i + 1}::VARCHAR)` : `v${i + 1}`,
    ),
  ];
  const conditions = [
    ...(filter === null ? [] : [userSql(filter)]),
    ...keys.map(({ name }) => `${quoted(name)} IS NOT NULL`),
    ...(after === null
      ? []
      : [
          `(${columns.join(', ')}) > (${keys.map(({ type }, i) => boundSql(after[i]!, type, bind)).join(', ')})`,
        ]),
  ];
  return (
    `SELECT ${outer.join(',\n  ')}\nFROM (\n  SELECT ${inner.join(',\n    ')}\n  FROM ${quotedDataset(dataset)}` +
    `\n  WHERE ${conditions.join('\n    AND ')}\n  GROUP BY ${positions}\n  ORDER BY ${positions}\n  LIMIT ${limit}\n) AS page` +
    `\nORDER BY ${keys.map((_, i) => `page.k${i + 1}`).join(', ')}`
  );
}

/** A column may have a collation of its own, and an enumeration the order of its members. */
const keySql = (name: string, type: KeyType): string => {
  if (type === 'text') return `${quoted(name)}::VARCHAR COLLATE C`;
  return type === 'uuid' ? `${quoted(name)}::VARCHAR` : quoted(name);
};

const measuredSql = (tree: Expression, bind: Bind): string =>
  tree.node === 'isoText' ? utcClock(expressionSql(tree.instant, bind)) : expressionSql(tree, bind);

const boundSql = (key: string, type: KeyType, bind: Bind): string =>
  type === 'decimal' ? numberSql(key, bind) : bind(key, nativeTypes[type]);

const nativeTypes: Record<Exclude<KeyType, 'decimal'>, string> = {
  integer: 'HUGEINT',
  uuid: 'VARCHAR',
  date: 'DATE',
  text: 'VARCHAR',
};
