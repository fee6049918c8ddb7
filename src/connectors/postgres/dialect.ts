import type { DatasetName } from '../../core/dataset.ts';
import { Dialect, type OrphanSource, type ScalarSelect, type Statement } from '../../core/sql/dialect.ts';
import type { Expression } from '../../core/sql/expression.ts';
import { expressionSql, userSql } from './expressions.ts';
import { quotedDataset } from './identifiers.ts';
import { isoText, utcClock } from './instants.ts';
import { Parameters, type Bind } from './parameters.ts';
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
  renderScalarSelect({ dataset, filter, source, expressions }: ScalarSelect): Statement {
    const parameters = new Parameters();
    const measured = expressions.map((tree, i) => `${measuredSql(tree, parameters.bind)} AS ${alias(i)}`);
    const texts = expressions.map(({ node }, i) =>
      node === 'isoText' ? isoText(alias(i)) : `${alias(i)}::text`,
    );
    return {
      text:
        `SELECT ${texts.join(',\n  ')}\nFROM (\n` +
        `  SELECT ${measured.join(',\n    ')}\n  FROM ${sourceSql(dataset, filter, source)}\n) AS measured`,
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
}

const alias = (position: number) => `m${position + 1}`;

const measuredSql = (tree: Expression, bind: Bind): string =>
  tree.node === 'isoText' ? utcClock(expressionSql(tree.instant, bind)) : expressionSql(tree, bind);
