import type { RowSelect } from '../../core/sql/dialect.ts';
import { conditionSql, GROUP_SIZE } from './expressions.ts';
import { quoted } from './identifiers.ts';
import { sourceSql } from './row-sources.ts';
import type { Scope } from './scope.ts';

/** A SELECT of rows to look at. The session makes texts of what comes back. */
export function rowsSql(
  { dataset, filter, source, condition, columns, limit }: RowSelect,
  scope: Scope,
): string {
  const names = columns?.map(quoted) ?? ['*'];
  const size = source.kind === 'groups' && columns ? [GROUP_SIZE] : [];
  const selected = [...names, ...size].join(', ');
  const where = condition === null ? null : conditionSql(condition, scope);
  // groups are asked for columns that only their condition knows, too
  const wanted = source.kind === 'groups' ? null : columns;
  return `SELECT ${selected}\nFROM ${sourceSql(dataset, filter, source, { where, columns: wanted })}\nLIMIT ${limit}`;
}
