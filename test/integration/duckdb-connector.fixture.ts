import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DuckDBConnector } from '../../src/connectors/duckdb/duckdb.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import type { Statement } from '../../src/core/sql/dialect.ts';
import type { Snapshot, StatementOutcome } from '../../src/ports/connector.ts';
import { duckdbTarget, withDuckDB } from '../support/engines/duckdb-lab.ts';
import { openNetwork } from '../support/open-network.ts';

export const limits = { statementTimeoutMs: 20_000, lockTimeoutMs: 5000 };

/** A folder of files in every format, one beside it that is allowed too, and one that is not. */
export interface Warehouse {
  readonly folder: string;
  readonly database: string;
  readonly outside: string;
  readonly connector: DuckDBConnector;
  drop(): Promise<void>;
}

export async function createWarehouse(): Promise<Warehouse> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'duckdb-spec-')));
  const [folder, outside] = [join(root, 'allowed', 'data'), join(root, 'outside')];
  await mkdir(join(folder, '2026', 'Q 1'), { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, 'secret.csv'), 'word\nhunter2\n');
  await writeFile(
    join(folder, 'orders.csv'),
    'id,status,amount,at\n1,paid,10.50,2026-01-01 10:00:00\n2,open,20,2026-01-02\n3,,,\n',
  );
  await writeFile(join(folder, 'zipped.csv.gz'), gzipSync('id\n1\n2\n'));
  await writeFile(join(folder, 'tabs.tsv'), 'id\tword\n1\ta\n');
  await writeFile(join(folder, 'list.json'), '[{"id":1,"tags":["x"],"who":{"name":"a"}},{"id":2}]');
  await writeFile(join(folder, 'lines.ndjson'), '{"id":1}\n{"id":2}\n{"id":3}\n');
  await writeFile(join(folder, '2026', 'Q 1', 'or.ders.csv'), 'id\n7\n');
  for (const day of ['2026-01-01', '2026-01-02']) {
    await mkdir(join(folder, 'parts', `day=${day}`), { recursive: true });
    await writeFile(join(folder, 'parts', `day=${day}`, 'a.csv'), 'id\n1\n2\n');
  }
  await mkdir(join(folder, 'linked'));
  await symlink(join(outside, 'secret.csv'), join(folder, 'linked', 'a.csv'));
  await writeFile(join(folder, 'notes.txt'), 'nothing to see');
  await writeFile(join(folder, '.hidden.csv'), 'id\n1\n');
  await writeFile(join(folder, 'pattern*.csv'), 'id\n1\n');
  await writeFile(join(folder, 'broken.json'), '{"id": 1');
  await writeFile(join(folder, 'fake.parquet'), 'not parquet at all');
  // what is looked at to find the types of a CSV file is its first 20,480 lines
  await writeFile(join(folder, 'late.csv'), `id\n${'1\n'.repeat(300_000)}hunter2\n`);
  await symlink(join(outside, 'secret.csv'), join(folder, 'link.csv'));
  await symlink(outside, join(root, 'allowed', 'way-out'));
  await symlink(folder, join(root, 'allowed', 'same'));
  await withDuckDB(
    ':memory:',
    `COPY (SELECT i AS id, i % 3 AS "group" FROM range(1000) AS r(i)) TO '${join(folder, 'big.parquet')}'`,
  );
  const database = join(root, 'allowed', 'sales.duckdb');
  await withDuckDB(
    database,
    `CREATE SCHEMA sales_eu`,
    `CREATE TABLE main.orders AS SELECT 1 AS id, 'paid' AS status`,
    `CREATE TABLE sales_eu."Odd Name" (id INTEGER NOT NULL)`,
    `CREATE VIEW sales_eu.every AS SELECT * FROM main.orders`,
    `CREATE VIEW main.leak AS SELECT * FROM read_text('/etc/passwd')`,
  );
  const connector = new DuckDBConnector([join(root, 'allowed')], openNetwork);
  return {
    folder,
    database,
    outside,
    connector,
    async drop() {
      await connector.close();
      await rm(root, { recursive: true });
    },
  };
}

export const within = <T>(
  { connector }: Warehouse,
  target: ConnectionTarget,
  work: (snapshot: Snapshot) => Promise<T>,
  signal = new AbortController().signal,
): Promise<T> => connector.withSnapshot(target, { signal, purpose: 'spec' }, work);

export const ask = (
  warehouse: Warehouse,
  text: string,
  path = warehouse.folder,
  allowed = limits,
): Promise<StatementOutcome> =>
  within(warehouse, duckdbTarget(path), (snapshot) => snapshot.send(sql(text), allowed));

export const sql = (text: string, ...parameters: readonly (string | number)[]): Statement => ({
  text,
  parameters,
});

/** The rows of an outcome; throws the reason when there are none. */
export function rowsOf(outcome: StatementOutcome): readonly (readonly (string | null)[])[] {
  if (outcome.kind === 'failed') throw new Error(`${outcome.reason.code}: ${outcome.reason.message}`);
  return outcome.rows;
}

export const reasonOf = (outcome: StatementOutcome) =>
  outcome.kind === 'failed' ? outcome.reason : { code: 'NOT FAILED', message: JSON.stringify(outcome.rows) };

const SCRIPT = `
import { DuckDBInstance } from '@duckdb/node-api';
const [file, statement] = process.argv.slice(1);
const connection = await (await DuckDBInstance.create(file)).connect();
await connection.run(statement);
`;

/** By another process, for locks on files are between processes. Rejects with what that process says. */
export async function writeFromOutside(file: string, statement: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT, file, statement], {
    cwd: import.meta.dirname,
  });
}
