import { columnTypeOf, formOf } from '../../src/connectors/sqlserver/native-type.ts';
import type { DatabaseFacts } from '../../src/connectors/sqlserver/scope.ts';
import { parsePattern } from '../../src/core/regex/parse.ts';
import type { Column } from '../../src/core/columns.ts';

export const orders = { schema: 'dbo', table: 'orders' };

const types: Readonly<Record<string, string>> = {
  id: 'int',
  big: 'bigint',
  price: 'decimal(12,4)',
  cash: 'money',
  ratio: 'float',
  word: 'nvarchar(50)',
  long: 'nvarchar(4000)',
  notes: 'varchar(max)',
  latin: 'varchar(20)',
  code: 'char(10)',
  flag: 'bit',
  day: 'date',
  old: 'datetime',
  at: 'datetime2(7)',
  zoned: 'datetimeoffset(7)',
  hour: 'time(7)',
  key: 'uniqueidentifier',
  raw: 'varbinary(16)',
  doc: 'xml',
};

/** One column of every kind that is treated in its own way. */
export const columns: readonly Column[] = Object.entries(types).map(([name, nativeType]) => ({
  name,
  nativeType,
  type: columnTypeOf(nativeType.replace(/\(.*/, '')),
  nullable: true,
}));

/** A database of SQL Server 2025 with the table `dbo.orders`. */
export const facts: DatabaseFacts = {
  hasRegularExpressions: true,
  hasUtf8: true,
  formOf: ({ table }, name) => {
    const column = table === orders.table ? columns.find((one) => one.name === name) : undefined;
    return column ? formOf(column.nativeType) : null;
  },
};

const from = (prepared: string | null) =>
  prepared === null
    ? '[dbo].[orders]'
    : `(\n  SELECT *,\n    ${prepared} AS [prepared 1]\n  FROM [dbo].[orders]\n  ) AS prepared`;
/** A statement over `dbo.orders` that measures one thing, after computing another for each row. */
export const sqlOf = (measured: string, shown: string, prepared: string | null) =>
  `SELECT ${shown} AS m1\nFROM (\n  SELECT ${measured} AS m1\n  FROM ${from(prepared)}\n) AS measured`;

export function treeOf(pattern: string) {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.tree;
}
