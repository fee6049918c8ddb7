import { randomBytes } from 'node:crypto';
import mssql from 'mssql';
import { quoted, quotedDataset } from '../../../src/connectors/sqlserver/identifiers.ts';
import { SqlServerConnector } from '../../../src/connectors/sqlserver/sqlserver.connector.ts';
import { datasetText } from '../../../src/core/dataset.ts';
import { newConnectionId } from '../../../src/core/ids.ts';
import { sqlServerUrl } from '../sqlserver.ts';
import type { EngineLab, LabColumn, LabRow, LabType } from './engine-lab.ts';
import { openNetwork } from '../open-network.ts';

/** Texts in a collation that takes upper and lower case for the same: what is told apart is told apart by us. */
const types: Record<LabType, string> = {
  bigint: 'bigint',
  'numeric(38,18)': 'numeric(38,18)',
  double: 'float',
  text: 'nvarchar(max) COLLATE Latin1_General_CI_AS',
  boolean: 'bit',
  date: 'date',
  timestamp: 'datetime2(7)',
  timestampTz: 'datetimeoffset(7)',
  uuid: 'uniqueidentifier',
};

/** A database of its own, with snapshot isolation, on the server of MSSQL_TEST_URL; and a login that may only read. */
export async function openSqlServerLab(): Promise<EngineLab> {
  if (sqlServerUrl === undefined) throw new Error('MSSQL_TEST_URL is not set');
  const url = new URL(sqlServerUrl);
  const suffix = randomBytes(4).toString('hex');
  const [database, reader] = [`customer_${suffix}`, `reader_${suffix}`];
  const password = `R3ader-${randomBytes(12).toString('hex')}`;
  const server = await adminOf(url, 'master');
  await server.batch(`CREATE DATABASE ${database} COLLATE Latin1_General_CI_AS`);
  await server.batch(`ALTER DATABASE ${database} SET ALLOW_SNAPSHOT_ISOLATION ON`);
  await server.batch(`CREATE LOGIN ${reader} WITH PASSWORD = '${password}', DEFAULT_DATABASE = ${database}`);
  const admin = await adminOf(url, database);
  await admin.batch(`CREATE USER ${reader} FOR LOGIN ${reader}`);
  await admin.batch(`GRANT SELECT ON SCHEMA::dbo TO ${reader}`);
  const { recordset } = await admin.query<{ level: number }>(
    'SELECT compatibility_level AS level FROM sys.databases WHERE name = DB_NAME()',
  );
  const connector = new SqlServerConnector(openNetwork);
  return {
    engine: connector.engine,
    connector,
    target: {
      id: newConnectionId(new Date()),
      version: 1,
      engine: connector.engine,
      settings: {
        host: url.hostname,
        port: Number(url.port || 1433),
        database,
        user: reader,
        tls: { mode: 'require' },
      },
      secrets: { password },
      limits: { maxConcurrency: 4, statementTimeout: '20s', lockTimeout: '5s', connectTimeout: '10s' },
    },
    cannotStore: ['NaN', 'infinity'],
    slowCondition:
      '(SELECT COUNT_BIG(*) FROM sys.all_columns AS a CROSS JOIN sys.all_columns AS b CROSS JOIN sys.all_columns AS c) > 0',
    failingCondition: '1 = (SELECT 1 UNION ALL SELECT 2)',
    unsupported: (recordset[0]?.level ?? 0) < 170 ? ['patterns'] : [],
    table: (name, columns, rows) => makeTable(admin, name, columns, rows),
    async close() {
      await connector.close();
      await admin.close();
      await server.batch(`ALTER DATABASE ${database} SET SINGLE_USER WITH ROLLBACK IMMEDIATE`);
      await server.batch(`DROP DATABASE ${database}`);
      await server.batch(`DROP LOGIN ${reader}`);
      await server.close();
    },
  };
}

interface Admin {
  batch(sql: string): Promise<unknown>;
  query<T>(sql: string, ...values: readonly (string | null)[]): Promise<mssql.IResult<T>>;
  close(): Promise<void>;
}

async function adminOf(url: URL, database: string): Promise<Admin> {
  const pool = new mssql.ConnectionPool({
    server: url.hostname,
    port: Number(url.port || 1433),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    options: { trustServerCertificate: true },
  });
  await pool.connect();
  return {
    batch: (sql) => pool.request().batch(sql),
    query: (sql, ...values) => {
      const request = pool.request();
      values.forEach((value, i) => request.input(`p${i + 1}`, mssql.NVarChar, value));
      return request.query(sql);
    },
    close: () => pool.close(),
  };
}

async function makeTable(
  admin: Admin,
  table: string,
  columns: readonly LabColumn[],
  rows: readonly LabRow[],
): Promise<string> {
  const dataset = { schema: 'dbo', table };
  const name = quotedDataset(dataset);
  const declared = columns.map((column) => `${quoted(column.name)} ${types[column.type]} NULL`).join(', ');
  await admin.batch(`CREATE TABLE ${name} (${declared})`);
  const places = columns
    .map(({ type }, i) => `CAST(@p${i + 1} AS ${types[type].replace(/ .*/, '')})`)
    .join(', ');
  for (const row of rows) await admin.query(`INSERT INTO ${name} VALUES (${places})`, ...row.map(spelled));
  return datasetText(dataset);
}

/** An offset has minutes here. */
const spelled = (value: string | null): string | null =>
  value?.replace(/(:\d\d(?:\.\d+)?[+-]\d\d)$/, '$1:00') ?? null;
