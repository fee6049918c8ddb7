import type { Expression } from '../../core/sql/expression.ts';
import { conditionSql, expressionSql } from './expressions.ts';
import type { Scope } from './scope.ts';

type Percentile = Extract<Expression, { node: 'percentile' }>;

export const isPercentile = (tree: Expression): tree is Percentile => tree.node === 'percentile';

/** What a statement of percentiles selects, and from which columns. */
interface Percentiles {
  /** One for each percentile; aggregates over the rows of `numberedSql`. */
  readonly picked: readonly string[];
  /** A sub-select of the source's rows with their places. */
  readonly from: string;
}

/**
 * Percentiles of a source, of all its rows or for each group. The engine has no such aggregate: the values are sorted
 * and numbered once for all percentiles of one value, and each is made of the two neighbours of its place. Null over
 * no values. `keys` are selected beside and called by their names; `groups` are those that tell groups apart.
 */
export function percentilesSql(
  trees: readonly Percentile[],
  source: string,
  keys: readonly string[],
  groups: readonly string[],
  scope: Scope,
): Percentiles {
  const values = new Map<string, string>();
  const picked = trees.map(({ value, condition, fraction }) => {
    const sql = `CASE WHEN ${conditionSql(condition, scope)} THEN ${expressionSql(value, scope)} END`;
    const key = JSON.stringify([value, condition]);
    if (!values.has(key)) values.set(key, sql);
    return neighboursSql([...values.keys()].indexOf(key) + 1, fraction);
  });
  const by = groups.length === 0 ? '' : `PARTITION BY ${groups.join(', ')} `;
  const tested = [...keys, ...[...values.values()].map((sql, i) => `${sql} AS v${i + 1}`)];
  const numbered = [...values].flatMap((_, i) => {
    const v = `v${i + 1}`;
    return [
      v,
      `ROW_NUMBER() OVER (${by}ORDER BY ${v} IS NULL, ${v}) - 1 AS place${i + 1}`,
      `COUNT(${v}) OVER (${by.trimEnd()}) - 1 AS last${i + 1}`,
    ];
  });
  const names = keys.map((key) => key.slice(key.lastIndexOf(' ') + 1));
  return {
    picked,
    from:
      `(\n  SELECT ${[...names, ...numbered].join(', ')}\n  FROM (\n` +
      `  SELECT ${tested.join(',\n    ')}\n  FROM ${source}\n  ) AS tested\n) AS numbered`,
  };
}

/** Between the two values at whole places around `last` × fraction, in proportion; exact where the values are. */
function neighboursSql(n: number, fraction: number): string {
  const at = `last${n} * ${fractionSql(fraction)}`;
  const lower = `MAX(CASE WHEN place${n} = FLOOR(${at}) THEN v${n} END)`;
  const upper = `MAX(CASE WHEN place${n} = CEILING(${at}) THEN v${n} END)`;
  const share = `(MAX(${at}) - FLOOR(MAX(${at})))`;
  return (
    `CASE WHEN ${lower} = ${upper} THEN ${lower}` +
    ` ELSE ${lower} * (1 - ${share}) + ${upper} * ${share} END`
  );
}

/** A number of ours, as a decimal of the engine. */
function fractionSql(fraction: number): string {
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`no fraction: ${fraction}`);
  return fraction.toFixed(6);
}
