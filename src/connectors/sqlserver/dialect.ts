import type { DatasetName } from '../../core/dataset.ts';
import {
  Dialect,
  UnsupportedByEngine,
  type KeyPage,
  type OrphanSource,
  type RowSelect,
  type RowSource,
  type ScalarSelect,
  type Statement,
} from '../../core/sql/dialect.ts';
import { cellText } from './cell-texts.ts';
import { conditionSql, GROUP_SIZE, userSql } from './expressions.ts';
import { quoted, quotedDataset } from './identifiers.ts';
import { nowSql } from './instants.ts';
import { keyPageSql } from './key-pages.ts';
import { unknownForm } from './native-type.ts';
import { literalSql, Parameters, type Bind } from './parameters.ts';
import { sourceSql, type SourceOf } from './row-sources.ts';
import { scalarSql } from './scalar-selects.ts';
import type { DatabaseFacts, Scope } from './scope.ts';

/** SQL for SQL Server 2017 and later and for Azure SQL. */
export class SqlServerDialect extends Dialect {
  readonly defaultSchema = 'dbo';
  /**
   * A SELECT has 4,096 columns and a call 2,100 parameters at most. What aggregates cannot compute by themselves is a
   * column too, and so are those of the table.
   */
  readonly limits = { maxExpressions: 1000, maxParameters: 2000 };

  constructor(private readonly facts: DatabaseFacts = nothingKnown) {
    super();
  }

  /** Throws `TypeError` for `isoText` below the top of an expression. */
  renderScalarSelect(select: ScalarSelect): Statement {
    const parameters = new Parameters();
    const of = this.#sourceOf(select);
    return {
      text: scalarSql(select, of, this.#scope(of, parameters.bind, nowSql)),
      parameters: parameters.values,
    };
  }

  renderRowSelect(select: RowSelect, values: 'bound' | 'literal'): Statement {
    const parameters = new Parameters();
    const of = this.#sourceOf(select);
    const isLiteral = values === 'literal';
    const scope = isLiteral
      ? this.#scope(of, literalSql, 'SYSDATETIMEOFFSET()')
      : this.#scope(of, parameters.bind, nowSql);
    const { columns, source, condition, limit } = select;
    const shown = (columns ?? []).map((name) =>
      isLiteral ? quoted(name) : `${cellText(quoted(name), scope.formOf(name))} AS ${quoted(name)}`,
    );
    const size = source.kind === 'groups' && columns ? [GROUP_SIZE] : [];
    const where = condition === null ? null : conditionSql(condition, scope);
    const list = columns ? [...shown, ...size].join(', ') : '*';
    return {
      text: `SELECT TOP (${limit}) ${list}\nFROM ${sourceSql(of, where, columns)}`,
      parameters: parameters.values,
    };
  }

  renderFilterProbe(dataset: DatasetName, filter: string): Statement {
    return {
      text: `SELECT NULL AS probe\nFROM ${quotedDataset(dataset)}\nWHERE 1 = 0 AND ${userSql(filter)}`,
      parameters: [],
    };
  }

  renderReferenceProbe(dataset: DatasetName, source: OrphanSource): Statement {
    const of = this.#sourceOf({ dataset, filter: '1 = 0', source });
    return { text: `SELECT NULL AS probe\nFROM ${sourceSql(of)}`, parameters: [] };
  }

  override renderKeyPage(page: KeyPage): Statement {
    const parameters = new Parameters();
    const of = this.#sourceOf({ ...page, source: { kind: 'rows' } });
    return {
      text: keyPageSql(page, this.#scope(of, parameters.bind, nowSql)),
      parameters: parameters.values,
    };
  }

  #sourceOf(select: Pick<SourceOf, 'dataset' | 'filter' | 'source'>): SourceOf {
    const { dataset, filter, source } = select;
    return {
      dataset,
      filter,
      source,
      formOf: (column) => {
        const form = source.kind === 'query' ? null : this.facts.formOf(dataset, column);
        if (form === null && needsForms(source))
          throw new UnsupportedByEngine(
            `the type of column "${column}" is not known, and its texts would be compared without case`,
          );
        return form ?? unknownForm;
      },
      referenceFormOf: (column) =>
        source.kind === 'orphans' ? this.facts.formOf(source.reference.dataset, column) : null,
    };
  }

  #scope({ formOf }: SourceOf, bind: Bind, now: string): Scope {
    const { hasRegularExpressions, hasUtf8 } = this.facts;
    return { bind, now, hasRegularExpressions, hasUtf8, formOf, prepared: null, partition: '' };
  }
}

const nothingKnown: DatabaseFacts = { hasRegularExpressions: false, hasUtf8: false, formOf: () => null };

/** Whether values are compared with each other, which the collation of a text column would do its own way. */
const needsForms = ({ kind }: RowSource): boolean => kind === 'groups' || kind === 'orphans';
