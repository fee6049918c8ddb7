import type { DatasetName } from '../../core/dataset.ts';
import {
  Dialect,
  whereOf,
  type Grouping,
  type KeyPage,
  type OrphanSource,
  type RowSelect,
  type ScalarSelect,
  type Statement,
} from '../../core/sql/dialect.ts';
import type { Expression } from '../../core/sql/expression.ts';
import { conditionSql, expressionSql, userSql } from './expressions.ts';
import { OWN_SCHEMA, quotedDataset } from './identifiers.ts';
import { isoText } from './instants.ts';
import { keyPageSql } from './key-pages.ts';
import { isPercentile, percentilesSql } from './percentiles.ts';
import { rowsSql } from './row-selects.ts';
import { sourceSql } from './row-sources.ts';
import { literalScope, Parameters, type Scope } from './scope.ts';
import { bytesOf, identityOf, isText } from './texts.ts';

/**
 * SQL for MySQL 8.0.17 and MariaDB 10.6, and later ones. It means what it says only in a session with the settings of
 * `openingCommands`. Texts are told apart byte by byte, whatever the collation of their column.
 */
export class MysqlDialect extends Dialect {
  readonly defaultSchema = OWN_SCHEMA;
  /** The server allows 4,096 columns in a row; the protocol has 16 bits for the number of parameters. */
  readonly limits = { maxExpressions: 1000, maxParameters: 65_535 };

  /** `isoText` is possible at the top of an expression only; throws `TypeError` elsewhere. */
  renderScalarSelect(select: ScalarSelect): Statement {
    const parameters = new Parameters();
    return parameters.statement(scalarSql(select, parameters.scope));
  }

  renderRowSelect(select: RowSelect, values: 'bound' | 'literal'): Statement {
    if (values === 'literal') return { text: rowsSql(select, literalScope), parameters: [] };
    const parameters = new Parameters();
    return parameters.statement(rowsSql(select, parameters.scope));
  }

  override renderKeyPage(page: KeyPage): Statement {
    const parameters = new Parameters();
    return parameters.statement(keyPageSql(page, parameters.scope));
  }

  renderFilterProbe(dataset: DatasetName, filter: string): Statement {
    return {
      text: `SELECT NULL\nFROM ${quotedDataset(dataset)}\nWHERE FALSE AND ${userSql(filter)}`,
      parameters: [],
    };
  }

  renderReferenceProbe(dataset: DatasetName, source: OrphanSource): Statement {
    return { text: `SELECT NULL\nFROM ${sourceSql(dataset, 'FALSE', source)}`, parameters: [] };
  }
}

function scalarSql(select: ScalarSelect, scope: Scope): string {
  const { dataset, filter, source, expressions, grouping } = select;
  const keys = grouping?.keys.map((tree) => keySql(tree, scope)) ?? [];
  const condition = whereOf(select);
  const where = condition && conditionSql(condition, scope);
  const columns = columnsIn([grouping, expressions]);
  const from = sourceSql(dataset, filter, source, { where, columns });
  if (expressions.some(isPercentile)) return percentilesOf(select, from, keys, scope);
  const measured = expressions.map((tree) => measuredSql(tree, scope));
  const selected = [...keys.map(({ shown }) => shown), ...measured].join(',\n  ');
  const by = keys.flatMap((key, i) => key.by ?? [String(i + 1)]);
  return `SELECT ${selected}\nFROM ${from}${grouping ? groupingSql(grouping, by) : ''}`;
}

function percentilesOf(
  { expressions, grouping }: ScalarSelect,
  source: string,
  keys: readonly Key[],
  scope: Scope,
): string {
  const percentiles = expressions.filter(isPercentile);
  if (percentiles.length < expressions.length)
    throw new TypeError('percentiles stand alone: they bring rows of their own');
  const by = keys.flatMap((key) => key.by ?? [key.value]);
  const groups = by.map((_, i) => `g${i + 1}`);
  const columns = [
    ...keys.map(({ value }, i) => `${value} AS k${i + 1}`),
    ...by.map((sql, i) => `${sql} AS ${groups[i]}`),
  ];
  const { picked, from } = percentilesSql(percentiles, source, columns, groups, scope);
  const selected = [...keys.map((_, i) => `MIN(k${i + 1})`), ...picked].join(',\n  ');
  return `SELECT ${selected}\nFROM ${from}${grouping ? groupingSql(grouping, groups) : ''}`;
}

const measuredSql = (tree: Expression, scope: Scope): string =>
  tree.node === 'isoText' ? isoText(expressionSql(tree.instant, scope)) : expressionSql(tree, scope);

/** What rows are grouped by. */
interface Key {
  readonly value: string;
  /** The value, of a group. */
  readonly shown: string;
  /** What tells groups apart; null where the value itself does, which must not be written twice in a statement. */
  readonly by: readonly string[] | null;
}

function keySql(tree: Expression, scope: Scope): Key {
  const value = measuredSql(tree, scope);
  // all values of a group are the same one
  const shown = `MIN(${value})`;
  if (isText(tree)) return { value, shown, by: [bytesOf(value)] };
  if (tree.node === 'column') return { value, shown, by: identityOf(tree.name) };
  return { value, shown: value, by: null };
}

/** Groups of equal size come by their keys, so that the same data gives the same answer. */
function groupingSql({ limit }: Grouping, keys: readonly string[]): string {
  const by = keys.join(', ');
  return `\nGROUP BY ${by}\nORDER BY COUNT(*) DESC, ${by}\nLIMIT ${limit + 1}`;
}

/** The names of all columns in a part of a tree. */
function columnsIn(tree: unknown): readonly string[] {
  const names = new Set<string>();
  JSON.stringify(tree, (_, value: unknown) => {
    if (isColumn(value)) names.add(value.name);
    return value;
  });
  return [...names];
}

const isColumn = (value: unknown): value is Extract<Expression, { node: 'column' }> =>
  typeof value === 'object' && value !== null && 'node' in value && value.node === 'column';
