import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckDBConnector } from '../../../src/connectors/duckdb/duckdb.connector.ts';
import { quoted, quotedDataset } from '../../../src/connectors/duckdb/identifiers.ts';
import { connectionLimits, type ConnectionTarget } from '../../../src/core/connection.ts';
import { datasetText } from '../../../src/core/dataset.ts';
import { newConnectionId } from '../../../src/core/ids.ts';
import type { EngineLab, LabColumn, LabRow, LabType } from './engine-lab.ts';
import { openNetwork } from '../open-network.ts';

const types: Record<LabType, string> = {
  bigint: 'BIGINT',
  'numeric(38,18)': 'DECIMAL(38,18)',
  double: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestampTz: 'TIMESTAMPTZ',
  uuid: 'UUID',
};

/** To data at a path, with limits that a test has time for. */
export const duckdbTarget = (
  path: string,
  settings: ConnectionTarget['settings'] = {},
): ConnectionTarget => ({
  id: newConnectionId(new Date()),
  version: 1,
  engine: 'duckdb',
  settings: { path, ...settings },
  secrets: {},
  limits: connectionLimits.parse({ statementTimeout: '20s' }),
});

/** Runs statements in a database file (or in memory) with every right. */
export async function withDuckDB(file: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    for (const statement of statements) await connection.run(statement);
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

/** A database file of its own. Nobody may write it while a snapshot is open, so each table is made between two. */
export async function openDuckDBLab(): Promise<EngineLab> {
  const folder = await mkdtemp(join(tmpdir(), 'duckdb-lab-'));
  const file = join(folder, 'lab.duckdb');
  await withDuckDB(file);
  const connector = new DuckDBConnector([folder], openNetwork);
  return {
    engine: connector.engine,
    connector,
    target: duckdbTarget(file),
    cannotStore: [],
    isSlowToOpen: true,
    slowCondition: '(SELECT count(*) FROM range(1000000000000) AS r(i) WHERE i % 7 = 3) > 0',
    failingCondition: '1 = (SELECT 1 UNION ALL SELECT 2)',
    table: (name, columns, rows) => makeTable(file, name, columns, rows),
    async close() {
      await connector.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function makeTable(
  file: string,
  table: string,
  columns: readonly LabColumn[],
  rows: readonly LabRow[],
): Promise<string> {
  const dataset = { schema: 'main', table };
  const name = quotedDataset(dataset);
  const declared = columns.map((column) => `${quoted(column.name)} ${types[column.type]}`).join(', ');
  const values = rows.map((row) => `(${row.map(literal).join(', ')})`);
  await withDuckDB(
    file,
    `CREATE TABLE ${name} (${declared})`,
    ...(values.length === 0 ? [] : [`INSERT INTO ${name} VALUES ${values.join(', ')}`]),
  );
  return datasetText(dataset);
}

const literal = (value: string | null) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
