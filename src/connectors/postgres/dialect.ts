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
import { quotedDataset } from './identifiers.ts';
import { isoText, utcClock } from './instants.ts';
import { keyPageSql } from './key-pages.ts';
import { literalSql, Parameters, type Bind } from './parameters.ts';
import { rowsSql } from './row-selects.ts';
import { sourceSql } from './row-sources.ts';

/** SQL for PostgreSQL 12 and later. */
export class PostgresDialect extends Dialect {
  readonly defaultSchema = 'public';
  /** The server allows 1,664 columns in a row, and the protocol has 16 bits for the number of parameters. */
  readonly limits = { maxExpressions: 1600, maxParameters: 65_535 };

  /**
   * The inner SELECT measures, the outer one makes texts of what was measured: PostgreSQL computes an aggregate as
   * often as it is written down. `isoText` is possible at the top of an expression only; throws `TypeError` elsewhere.
   */
  renderScalarSelect(select: ScalarSelect): Statement {
    const { dataset, filter, source, expressions, grouping } = select;
    const parameters = new Parameters();
    const { bind } = parameters;
    const keys = grouping?.keys ?? [];
    const measured = [...keys, ...expressions].map((tree, i) => `${measuredSql(tree, bind)} AS ${alias(i)}`);
    const texts = [...keys, ...expressions].map(({ node }, i) =>
      node === 'isoText' ? isoText(alias(i)) : `${alias(i)}::text`,
    );
    const where = whereOf(select);
    const whereSql = where && conditionSql(where, bind);
    const from = `${sourceSql(dataset, filter, source, whereSql)}${grouping ? groupingSql(grouping) : ''}`;
    return {
      text: `SELECT ${texts.join(',\n  ')}\nFROM (\n  SELECT ${measured.join(',\n    ')}\n  FROM ${from}\n) AS measured`,
      parameters: parameters.values,
    };
  }

  renderRowSelect(select: RowSelect, values: 'bound' | 'literal'): Statement {
    const parameters = new Parameters();
    const isLiteral = values === 'literal';
    return {
      text: rowsSql(select, isLiteral ? literalSql : parameters.bind, isLiteral),
      parameters: parameters.values,
    };
  }

  renderFilterProbe(dataset: DatasetName, filter: string): Statement {
    return {
      text: `SELECT NULL::text\nFROM ${quotedDataset(dataset)}\nWHERE FALSE AND ${userSql(filter)}`,
      parameters: [],
    };
  }

  renderReferenceProbe(dataset: DatasetName, source: OrphanSource): Statement {
    return { text: `SELECT NULL::text\nFROM ${sourceSql(dataset, 'FALSE', source)}`, parameters: [] };
  }

  renderKeyPage(page: KeyPage): Statement {
    const parameters = new Parameters();
    return { text: keyPageSql(page, parameters.bind), parameters: parameters.values };
  }
}

const alias = (position: number) => `m${position + 1}`;

const measuredSql = (tree: Expression, bind: Bind): string =>
  tree.node === 'isoText' ? utcClock(expressionSql(tree.instant, bind)) : expressionSql(tree, bind);

/** Groups of equal size come by their keys, so that the same data gives the same answer. */
function groupingSql({ keys, limit }: Grouping): string {
  const positions = keys.map((_, i) => String(i + 1)).join(', ');
  return `\n  GROUP BY ${positions}\n  ORDER BY count(*) DESC, ${positions}\n  LIMIT ${limit + 1}`;
}
