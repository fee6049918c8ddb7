import type { DatasetName } from '../../core/dataset.ts';
import { Dialect, type ScalarSelect, type Statement } from '../../core/sql/dialect.ts';
import { expressionSql, type Bind } from './expressions.ts';
import { quotedDataset } from './identifiers.ts';

/** SQL for PostgreSQL 12 and later. */
export class PostgresDialect extends Dialect {
  readonly defaultSchema = 'public';
  /** The server allows 1,664 columns in a row. */
  readonly limits = { maxExpressions: 1600 };

  renderScalarSelect({ dataset, filter, expressions }: ScalarSelect): Statement {
    const parameters: (string | number)[] = [];
    const bind: Bind = (value) => `$${parameters.push(value)}`;
    const columns = expressions.map((tree) => `(${expressionSql(tree, bind)})::text`);
    const where = filter === null ? '' : `\nWHERE ${condition(filter)}`;
    return { text: `SELECT ${columns.join(',\n  ')}\nFROM ${quotedDataset(dataset)}${where}`, parameters };
  }

  renderFilterProbe(dataset: DatasetName, filter: string): Statement {
    return {
      text: `SELECT NULL::text\nFROM ${quotedDataset(dataset)}\nWHERE FALSE AND ${condition(filter)}`,
      parameters: [],
    };
  }
}

/** On lines of its own, so that nothing of ours can be commented out by it. */
const condition = (filter: string) => `(\n${filter}\n)`;
