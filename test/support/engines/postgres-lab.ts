import { createCustomer, type Customer } from '../../integration/postgres-connector.fixture.ts';
import { PostgresConnector } from '../../../src/connectors/postgres/postgres.connector.ts';
import { quoted, quotedDataset } from '../../../src/connectors/postgres/identifiers.ts';
import { datasetText } from '../../../src/core/dataset.ts';
import type { EngineLab, LabColumn, LabRow, LabType } from './engine-lab.ts';
import { openNetwork } from '../open-network.ts';

const types: Record<LabType, string> = {
  bigint: 'bigint',
  'numeric(38,18)': 'numeric(38,18)',
  double: 'double precision',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestampTz: 'timestamptz',
  uuid: 'uuid',
};

/** A database of its own on the run's PostgreSQL. */
export async function openPostgresLab(): Promise<EngineLab> {
  const customer = await createCustomer();
  const connector = new PostgresConnector(openNetwork);
  return {
    engine: connector.engine,
    connector,
    target: customer.reader,
    cannotStore: [],
    slowCondition: '(SELECT count(*) FROM generate_series(1, 1000000000000)) > 0',
    failingCondition: '1 = (SELECT 1 UNION ALL SELECT 2)',
    table: (name, columns, rows) => makeTable(customer, name, columns, rows),
    async close() {
      await connector.close();
      await customer.drop();
    },
  };
}

async function makeTable(
  { admin, reader }: Customer,
  table: string,
  columns: readonly LabColumn[],
  rows: readonly LabRow[],
): Promise<string> {
  const dataset = { schema: 'public', table };
  const name = quotedDataset(dataset);
  const declared = columns.map((column) => `${quoted(column.name)} ${types[column.type]}`).join(', ');
  await admin.query(`CREATE TABLE ${name} (${declared})`);
  await admin.query(`GRANT SELECT ON ${name} TO ${String(reader.settings['user'])}`);
  const places = columns.map((_, i) => `$${i + 1}`).join(', ');
  for (const row of rows) await admin.query(`INSERT INTO ${name} VALUES (${places})`, [...row]);
  return datasetText(dataset);
}
