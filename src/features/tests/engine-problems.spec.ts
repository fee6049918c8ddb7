import type { Column } from '../../core/columns.ts';
import { Dialect, UnsupportedByEngine, type ScalarSelect, type Statement } from '../../core/sql/dialect.ts';
import { metricsOf, preparationOf } from '../../core/verdict/wanted-metrics.ts';
import { someTest } from '../../../test/support/records.ts';
import { engineProblems } from './engine-problems.ts';

/** An engine without some nodes of the tree. Only what a scalar select asks is ever rendered here. */
class RefusingDialect extends Dialect {
  readonly defaultSchema = 'public';
  readonly limits = { maxExpressions: 100, maxParameters: 100 };
  readonly rendered: ScalarSelect[] = [];

  constructor(private readonly lacks: string) {
    super();
  }

  renderScalarSelect(select: ScalarSelect): Statement {
    this.rendered.push(select);
    if (JSON.stringify(select).includes(`"node":"${this.lacks}"`))
      throw new UnsupportedByEngine(`this engine has no ${this.lacks}`);
    return { text: 'SELECT 1', parameters: [] };
  }

  renderRowSelect = never;
  renderFilterProbe = never;
  renderReferenceProbe = never;
  renderKeyPage = never;
}
const never = (): Statement => {
  throw new TypeError('nobody asks for this');
};

const column = (name: string, type: Column['type']): Column => ({
  name,
  type,
  nativeType: type,
  nullable: true,
});
const dataset = {
  name: { schema: 'public', table: 'orders' },
  columns: [column('code', 'text'), column('net', 'decimal')],
};
const problems = (fields: Record<string, unknown>, dialect: Dialect) => {
  const test = someTest({ fail: undefined, ...fields });
  return engineProblems(test, [...preparationOf(test), ...metricsOf(test)], dataset, dialect);
};
const pattern = { kind: 'pattern', column: 'code' };

describe('engineProblems', () => {
  it.each([
    [{ ...pattern, regex: 'a' }, 'matches', 'regex'],
    [{ ...pattern, regex: 'a', groupBy: ['net'] }, 'matches', 'regex'],
    [{ ...pattern, format: 'email' }, 'matches', 'format'],
    [{ ...pattern, format: 'iban' }, 'checkDigits', 'format'],
    [{ kind: 'distribution', column: 'net', statistic: 'median', fail: { max: 1 } }, 'percentile', 'kind'],
    [{ kind: 'drift', column: 'net', method: 'psi', fail: { maxScore: 1 } }, 'percentile', 'kind'],
    [{ kind: 'drift', column: 'net', method: 'psi', fail: { maxScore: 1 } }, 'binOf', 'kind'],
  ])('%j without %s is refused at %s', (fields, lacks, path) => {
    expect(problems(fields, new RefusingDialect(lacks))).toEqual([
      { path, message: `this engine has no ${lacks}` },
    ]);
  });

  it('says nothing where the engine can answer', () => {
    const dialect = new RefusingDialect('percentile');
    expect(problems({ ...pattern, regex: 'a' }, dialect)).toEqual([]);
    expect(dialect.rendered).not.toEqual([]);
  });

  it('renders nothing about a column that does not fit', () => {
    const dialect = new RefusingDialect('matches');
    expect(problems({ ...pattern, column: 'net', regex: 'a' }, dialect)).toEqual([]);
    expect(JSON.stringify(dialect.rendered)).not.toContain('"matches"');
  });

  it('throws on what is our own mistake', () => {
    const dialect = new RefusingDialect('nothing');
    dialect.renderScalarSelect = never;
    expect(() => problems({ ...pattern, regex: 'a' }, dialect)).toThrow('nobody asks for this');
  });
});
