import type { RowSelect } from '../../core/sql/dialect.ts';
import { conditionSql, GROUP_SIZE } from './expressions.ts';
import { quoted } from './identifiers.ts';
import type { Bind } from './parameters.ts';
import { sourceSql } from './row-sources.ts';

/** A SELECT of rows to look at; `asTheyAre`: with the types of the columns instead of texts. */
export function rowsSql(
  { dataset, filter, source, condition, columns, limit }: RowSelect,
  bind: Bind,
  asTheyAre: boolean,
): string {
  const names = columns?.map((name) => `${quoted(name)}${asTheyAre ? '' : '::text'}`) ?? ['*'];
  const size = source.kind === 'groups' && columns ? [`${GROUP_SIZE}${asTheyAre ? '' : '::text'}`] : [];
  const where = condition === null ? null : conditionSql(condition, bind);
  const from = sourceSql(dataset, filter, source, where, columns);
  return `SELECT ${[...names, ...size].join(', ')}\nFROM ${from}\nLIMIT ${limit}`;
}
