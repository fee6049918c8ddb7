import { whereOf, type ScalarSelect } from '../../core/sql/dialect.ts';
import type { Expression } from '../../core/sql/expression.ts';
import { cellText } from './cell-texts.ts';
import { conditionSql, expressionSql, textSql } from './expressions.ts';
import { formOfTree } from './forms.ts';
import { isoText, utcClock } from './instants.ts';
import { keySql as exactKey, keyText as exactKeyValue } from './keys.ts';
import { sourceSql, type SourceOf } from './row-sources.ts';
import type { Scope } from './scope.ts';
import { exact, withoutStop } from './texts.ts';

/** How many rows of the source a group has. */
const ROWS = '[rows of the group]';

/**
 * Three levels: the innermost computes for every row what aggregates cannot compute by themselves, the middle one
 * measures, the outermost makes texts of what was measured.
 */
export function scalarSql(select: ScalarSelect, of: SourceOf, outer: Scope): string {
  const { source, expressions, grouping } = select;
  const columns: string[] = [];
  const prepared = (sql: string): string => {
    const known = columns.indexOf(sql);
    return `[prepared ${known >= 0 ? known + 1 : columns.push(sql)}]`;
  };
  const keys = grouping?.keys ?? [];
  const keysSql = keys.map((key) => keySql(key, outer));
  const names = keysSql.map(prepared);
  // over nothing there is nothing to prepare, and a sub-select may stand where it is
  const scope = source.kind === 'nothing' ? outer : { ...outer, prepared, partition: keysSql.join(', ') };
  const measured = [...names, ...expressions.map((tree) => measuredSql(tree, scope))].map(
    (sql, i) => `${sql} AS ${alias(i)}`,
  );
  const texts = [
    ...keys.map((key, i) => keyText(key, alias(i), outer)),
    ...expressions.map((tree, i) => measuredText(tree, alias(keys.length + i), outer)),
  ];
  const where = whereOf(select);
  const rows = sourceSql(of, where && conditionSql(where, outer));
  const inner = columns.map((sql, i) => `${sql} AS [prepared ${i + 1}]`);
  const from =
    inner.length === 0
      ? rows
      : `(\n  SELECT *,\n    ${inner.join(',\n    ')}\n  FROM ${rows}\n  ) AS prepared`;
  const list = texts.map((text, i) => `${text} AS ${alias(i)}`).join(',\n  ');
  if (!grouping)
    return `SELECT ${list}\nFROM (\n  SELECT ${measured.join(',\n    ')}\n  FROM ${from}\n) AS measured`;
  // groups of equal size come by their keys, so that the same data gives the same answer
  return (
    `SELECT TOP (${grouping.limit + 1}) ${list}\nFROM (\n` +
    `  SELECT ${[...measured, `COUNT_BIG(*) AS ${ROWS}`].join(',\n    ')}\n  FROM ${from}\n` +
    `  GROUP BY ${names.join(', ')}\n) AS measured\n` +
    `ORDER BY ${[`measured.${ROWS} DESC`, ...keys.map((_, i) => `measured.${alias(i)}`)].join(', ')}`
  );
}

const alias = (position: number) => `m${position + 1}`;

const measuredSql = (tree: Expression, scope: Scope): string =>
  tree.node === 'isoText' ? utcClock(expressionSql(tree.instant, scope)) : expressionSql(tree, scope);

const measuredText = (tree: Expression, sql: string, scope: Scope): string =>
  tree.node === 'isoText' ? isoText(sql) : cellText(sql, formOfTree(tree, scope));

/** The value that is shown as text: what is not one itself is grouped as what it is. */
const shown = (key: Expression): Expression => (key.node === 'asText' ? key.value : key);

function keySql(key: Expression, scope: Scope): string {
  const tree = shown(key);
  const form = formOfTree(tree, scope);
  return form.form === 'text' ? exact(textSql(tree, scope)) : exactKey(expressionSql(tree, scope), form);
}

function keyText(key: Expression, sql: string, scope: Scope): string {
  const form = formOfTree(shown(key), scope);
  return form.form === 'text' ? withoutStop(sql) : cellText(exactKeyValue(sql, form), form);
}
