import { quoted, quotedDataset } from '../../../src/connectors/mysql/identifiers.ts';
import { MysqlConnector } from '../../../src/connectors/mysql/mysql.connector.ts';
import { datasetText } from '../../../src/core/dataset.ts';
import { createMysqlCustomer, type MysqlCustomer } from '../mariadb.ts';
import type { EngineLab, LabColumn, LabRow, LabType } from './engine-lab.ts';
import { openNetwork } from '../open-network.ts';

/** Texts have the collation that takes the most for equal: case, accents and blanks at the end. */
const types: Record<LabType, string> = {
  bigint: 'BIGINT',
  'numeric(38,18)': 'DECIMAL(38,18)',
  double: 'DOUBLE',
  text: 'LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'DATETIME(6)',
  timestampTz: 'TIMESTAMP(6) NULL',
  uuid: 'UUID',
};

/** A database of its own on the MariaDB of `MARIADB_TEST_URL`. */
export async function openMysqlLab(): Promise<EngineLab> {
  const customer = await createMysqlCustomer();
  const connector = new MysqlConnector(openNetwork);
  return {
    engine: connector.engine,
    connector,
    target: customer.reader,
    cannotStore: ['NaN', 'infinity', 'distantInstant', 'emojiName'],
    slowCondition: `(SELECT COUNT(*) FROM information_schema.COLUMNS AS a, information_schema.COLUMNS AS b,
      information_schema.COLUMNS AS c, information_schema.COLUMNS AS d
      WHERE a.ORDINAL_POSITION + b.ORDINAL_POSITION + c.ORDINAL_POSITION > d.ORDINAL_POSITION) > 0`,
    failingCondition: '1 = (SELECT 1 UNION ALL SELECT 2)',
    table: (name, columns, rows) => makeTable(customer, name, columns, rows),
    async close() {
      await connector.close();
      await customer.drop();
    },
  };
}

async function makeTable(
  { admin, database }: MysqlCustomer,
  table: string,
  columns: readonly LabColumn[],
  rows: readonly LabRow[],
): Promise<string> {
  const dataset = { schema: database, table };
  const name = quotedDataset(dataset);
  const declared = columns.map((column) => `${quoted(column.name)} ${types[column.type]}`).join(', ');
  await admin.query(`CREATE TABLE ${name} (${declared})`);
  const places = columns.map(() => '?').join(', ');
  for (const row of rows)
    await admin.execute(
      `INSERT INTO ${name} VALUES (${places})`,
      row.map((value, i) => stored(value, columns[i]!)),
    );
  return datasetText(dataset);
}

function stored(value: string | null, { type }: LabColumn): string | null {
  if (value === null) return null;
  if (type === 'boolean') return value === 'true' ? '1' : '0';
  return type === 'timestampTz' ? value.replace(/\+00$/, '') : value;
}
