import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBConnector } from '../../src/connectors/duckdb/duckdb.connector.ts';
import { customSql } from '../../src/core/kinds/custom-sql.ts';
import { testDefinition } from '../../src/core/quality-test.ts';
import { duckdbTarget } from '../support/engines/duckdb-lab.ts';
import { ask, createWarehouse, reasonOf, rowsOf, type Warehouse } from './duckdb-connector.fixture.ts';
import { openNetwork } from '../support/open-network.ts';

let warehouse: Warehouse;
let before: readonly string[];
beforeAll(async () => {
  warehouse = await createWarehouse();
  before = await readdir(join(warehouse.folder, '..', '..'), { recursive: true });
});
afterAll(async () => {
  expect(await readdir(join(warehouse.folder, '..', '..'), { recursive: true })).toEqual(before);
  await warehouse.drop();
});

const problemOf = async (path: string, connector = warehouse.connector) =>
  (await connector.verify(duckdbTarget(path))).problem;

describe('which paths a connection may name', () => {
  it('none, as long as the operator allows none', async () => {
    const problem = await problemOf(warehouse.folder, new DuckDBConnector([], openNetwork));
    expect(problem).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(problem?.message).toContain('DUCKDB_ALLOWED_PATHS');
  });

  it('the allowed folder, what is in it, and links that stay there', async () => {
    const allowed = join(warehouse.folder, '..');
    for (const path of [allowed, join(allowed, 'same'), join(allowed, 'same', '2026'), warehouse.database])
      expect(await problemOf(path)).toBeNull();
  });

  it('nothing beside it, whether it is there or not', async () => {
    const beside = join(warehouse.folder, '..');
    for (const path of [warehouse.outside, '/etc/passwd', '/no/such/folder', `${beside}-not`, '/'])
      expect(await problemOf(path)).toEqual({
        code: 'PERMISSION_DENIED',
        message: `${path} is not in a folder of DUCKDB_ALLOWED_PATHS`,
      });
  });

  it('no link that leads out, and nothing below one', async () => {
    for (const path of ['way-out', 'way-out/secret.csv', 'data/link.csv']) {
      const problem = await problemOf(join(warehouse.folder, '..', path));
      expect(problem).toMatchObject({ code: 'PERMISSION_DENIED' });
      expect(problem?.message).toContain('leads out');
    }
  });

  it('says what is not there', async () => {
    expect(await problemOf(join(warehouse.folder, 'gone'))).toMatchObject({ code: 'UNREACHABLE' });
  });
});

/** What the guard refuses already is sent all the same: each layer holds by itself. */
describe('what a statement cannot do', () => {
  const outcomes = async (statement: string) => [
    reasonOf(await ask(warehouse, statement)).code,
    reasonOf(await ask(warehouse, statement, warehouse.database)).code,
  ];

  it.each([
    `COPY (SELECT 1) TO '{folder}/stolen.csv'`,
    `COPY (SELECT 1) TO '/tmp/stolen.csv'`,
    `ATTACH '{folder}/new.duckdb' AS other`,
    `ATTACH ':memory:' AS other`,
    `DETACH memory`,
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET threads = 64',
    'SET enable_external_access = true',
    'SET lock_configuration = false',
    'RESET allowed_directories',
    `SET VARIABLE plumbline_taken_at = now()`,
    'PRAGMA enable_profiling',
    'CALL pragma_version()',
    'CREATE TABLE t (a INTEGER)',
    'CREATE OR REPLACE TEMP VIEW v AS SELECT 1',
    `CREATE PERSISTENT SECRET s (TYPE s3)`,
    'CHECKPOINT',
    'EXPLAIN ANALYZE SELECT 1',
    'BEGIN',
    `EXPORT DATABASE '{folder}/all'`,
    'SELECT 1; SELECT 2',
  ])('%s', async (statement) => {
    const codes = await outcomes(statement.replaceAll('{folder}', warehouse.folder));
    for (const code of codes) expect(['INVALID_SQL', 'PERMISSION_DENIED', 'DATA_ERROR']).toContain(code);
  });

  it.each([
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM read_csv('{outside}/secret.csv')`,
    `SELECT * FROM read_csv('{folder}/../../outside/secret.csv')`,
    `SELECT * FROM read_csv('{folder}/link.csv')`,
    `SELECT * FROM '{outside}/secret.csv'`,
    `SELECT * FROM "{outside}/secret".csv`,
    `SELECT * FROM "../../outside/secret".csv`,
    `SELECT * FROM link.csv`,
    `SELECT * FROM "li*".csv`,
    `SELECT * FROM "linked/*".csv`,
    `SELECT * FROM "../../outside/*".csv`,
    `SELECT * FROM "*/../../outside/*".csv`,
    `SELECT * FROM glob('/etc/*')`,
    `SELECT * FROM sniff_csv('{outside}/secret.csv')`,
    `SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')`,
    `WITH "{outside}/secret.csv" AS (SELECT 1) SELECT * FROM "{outside}/secret.csv" AS a, "{outside}/secret".csv`,
    `SELECT * FROM main.leak`,
  ])('%s', async (statement) => {
    const text = statement
      .replaceAll('{folder}', warehouse.folder)
      .replaceAll('{outside}', warehouse.outside);
    for (const code of await outcomes(text)) expect(['PERMISSION_DENIED', 'MISSING_DATASET']).toContain(code);
  });

  it('see secrets, settings of the machine, or variables of the program', async () => {
    expect(rowsOf(await ask(warehouse, 'SELECT count(*) FROM duckdb_secrets()'))).toEqual([['0']]);
    expect(reasonOf(await ask(warehouse, `SELECT getenv('HOME')`)).code).toBe('INVALID_SQL');
  });
});

describe('what a user cannot ask for', () => {
  it.each([
    `a IN (SELECT content FROM read_text('/etc/passwd'))`,
    `EXISTS (FROM '/etc/passwd.csv') AND read_text('x') = 1`,
    `getenv('HOME') = ''`,
    `a = 1) UNION (SELECT 1`,
    `a = 1; COPY t TO 'x'`,
  ])('a filter: %s', async (filter) => {
    expect(await warehouse.connector.filterProblem(filter)).not.toBeNull();
  });

  it.each([
    `SELECT * FROM read_text('/etc/passwd')`,
    `COPY t TO 'x'`,
    `ATTACH 'x'`,
    'INSTALL httpfs',
    'SET threads = 1',
    'PRAGMA version',
  ])('customSql: %s', async (query) => {
    const test = testDefinition.parse({
      kind: 'customSql',
      name: 'a test',
      connectionId: duckdbTarget('/x').id,
      dataset: 'orders.csv',
      query,
    });
    const [condition] = customSql.userConditions!(test as never);
    expect(await warehouse.connector.filterProblem(condition!.sql)).not.toBeNull();
  });
});
