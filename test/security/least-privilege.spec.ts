import { MysqlConnector } from '../../src/connectors/mysql/mysql.connector.ts';
import { PostgresConnector } from '../../src/connectors/postgres/postgres.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import { kindNames } from '../../src/core/kinds/registry.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { Bench, type Fields } from '../contract/engine/bench.ts';
import { createCustomer } from '../integration/postgres-connector.fixture.ts';
import { createMysqlCustomer, describeWithMariadb } from '../support/mariadb.ts';
import { openNetwork } from '../support/open-network.ts';

/** One test of each kind, and the status that it has on the table of the specs. */
const testsOf = (dataset: string): readonly (readonly [Fields, string])[] => [
  [{ kind: 'volume', fail: { min: 3 } }, 'passed'],
  [{ kind: 'volume', estimate: true, fail: { min: 0 } }, 'passed'],
  [{ kind: 'freshness', timestampColumn: 'at', fail: { maxAge: '3650d' } }, 'passed'],
  [{ kind: 'completeness', columns: ['status'], samples: { columns: ['id'] } }, 'failed'],
  [{ kind: 'uniqueness', columns: ['id'] }, 'passed'],
  [{ kind: 'range', column: 'id', min: 1, max: 3 }, 'passed'],
  [{ kind: 'acceptedValues', column: 'status', values: ['open', 'paid'] }, 'passed'],
  [{ kind: 'pattern', column: 'status', regex: '[a-z]+' }, 'passed'],
  [{ kind: 'expression', condition: 'id < 10', filter: 'id > 1' }, 'passed'],
  [{ kind: 'distribution', column: 'id', statistic: 'median', fail: { max: 3 } }, 'passed'],
  [
    {
      kind: 'drift',
      column: 'status',
      as: 'categories',
      method: 'psi',
      reference: { type: 'dataset', dataset },
      fail: { maxScore: 0.2 },
    },
    'passed',
  ],
  [{ kind: 'customSql', query: `SELECT id FROM ${dataset} WHERE id > 3` }, 'passed'],
  [{ kind: 'schema', columns: [{ name: 'id', type: 'integer' }] }, 'warned'],
  [{ kind: 'referential', columns: ['id'], reference: { dataset, columns: ['id'] } }, 'passed'],
  [{ kind: 'reconciliation', reference: { dataset }, keys: ['id'], columns: ['status'] }, 'passed'],
];

it('each kind is among them', () => {
  expect([...new Set(testsOf('t').map(([{ kind }]) => kind))].sort()).toEqual([...kindNames].sort());
});

/** What a new login can do, and what it cannot. */
async function expectToBeEnough(
  connector: Connector,
  target: ConnectionTarget,
  dataset: string,
): Promise<void> {
  const report = await connector.verify(target);
  expect(report).toMatchObject({ reachable: true, canWrite: false, writePrivileges: [] });
  const bench = new Bench({
    engine: connector.engine,
    connector,
    target,
    cannotStore: [],
    slowCondition: '',
    failingCondition: '',
    table: () => Promise.reject(new Error('it may make none')),
    close: () => connector.close(),
  });
  const tests = testsOf(dataset);
  const verdicts = await bench.run(
    dataset,
    tests.map(([fields]) => fields),
  );
  expect(verdicts.map(({ status, errorCode }, i) => [tests[i]![0]['kind'], errorCode ?? status])).toEqual(
    tests.map(([{ kind }, status]) => [kind, status]),
  );
}

describe('the login that verify proposes', () => {
  it('of PostgreSQL can run every kind of test, and write nothing', async () => {
    const customer = await createCustomer();
    const connector = new PostgresConnector(openNetwork);
    const { admin, superuser } = customer;
    const names = [superuser.settings['database']].map((name) => `"${String(name)}"`);
    try {
      await admin.query(`
        UPDATE orders SET at = now();
        CREATE SCHEMA "Odd schema"; CREATE TABLE "Odd schema"."a;b" (id int);
        CREATE EXTENSION dblink; GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT CREATE ON DATABASE ${names[0]} TO PUBLIC;
        GRANT UPDATE ON orders TO PUBLIC; ANALYZE orders`);
      const { grants, canWrite } = await connector.verify(superuser);
      expect(canWrite).toBe(true);
      const role = /CREATE ROLE (\w+)/.exec(grants ?? '')![1]!;
      try {
        await admin.query(grants!);
        await admin.query(`ALTER ROLE ${role} PASSWORD 'of the spec'`);
        const target = {
          ...superuser,
          settings: { ...superuser.settings, user: role },
          secrets: { password: 'of the spec' },
        };
        await expectToBeEnough(connector, target, 'public.orders');
        expect(await connector.datasets(target, { limit: 10, after: null })).toMatchObject([
          { dataset: 'Odd schema.a;b' },
          { dataset: 'public.orders' },
        ]);
        // tables that come later can be read as well
        await admin.query('CREATE TABLE later (id int)');
        expect(await connector.datasets(target, { limit: 10, after: 'public.a' })).toMatchObject([
          { dataset: 'public.later' },
          { dataset: 'public.orders' },
        ]);
      } finally {
        await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
    } finally {
      await connector.close();
      await customer.drop();
    }
  });

  it('of PostgreSQL takes nothing away that is not there', async () => {
    const customer = await createCustomer();
    const connector = new PostgresConnector(openNetwork);
    const { grants } = await connector.verify(customer.superuser);
    await connector.close();
    await customer.drop();
    expect(grants).not.toMatch(/REVOKE|Everybody/);
    expect(grants!.split('\n').filter((line) => line.startsWith('GRANT'))).toEqual([
      expect.stringMatching(/^GRANT CONNECT ON DATABASE customer_\w+ TO plumbline_reader\w*;$/),
      expect.stringMatching(/^GRANT USAGE ON SCHEMA public TO plumbline_reader\w*;$/),
      expect.stringMatching(/^GRANT SELECT ON ALL TABLES IN SCHEMA public TO plumbline_reader\w*;$/),
    ]);
  });

  describeWithMariadb('of MariaDB', () => {
    it('can run every kind of test, and write nothing', async () => {
      const customer = await createMysqlCustomer();
      const connector = new MysqlConnector(openNetwork);
      const { admin, writer } = customer;
      const look_alike = customer.database.replace('_', 'x');
      try {
        await admin.query(`
          CREATE TABLE orders (id INT PRIMARY KEY, status VARCHAR(20), at DATETIME);
          INSERT INTO orders VALUES (1, 'paid', UTC_TIMESTAMP()), (2, 'open', UTC_TIMESTAMP()), (3, NULL, NULL);
          CREATE DATABASE ${look_alike}; CREATE TABLE ${look_alike}.secrets (id INT)`);
        const { grants, canWrite } = await connector.verify(writer);
        expect(canWrite).toBe(true);
        await admin.query(grants!);
        await admin.query(`ALTER USER plumbline_reader@'%' IDENTIFIED BY 'of the spec' ACCOUNT UNLOCK`);
        const target = {
          ...writer,
          settings: { ...writer.settings, user: 'plumbline_reader' },
          secrets: { password: 'of the spec' },
        };
        await expectToBeEnough(connector, target, `${customer.database}.orders`);
        expect(await connector.datasets(target, { limit: 10, after: null })).toMatchObject([
          { dataset: `${customer.database}.orders` },
        ]);
      } finally {
        await admin.query(`DROP USER IF EXISTS plumbline_reader@'%'; DROP DATABASE IF EXISTS ${look_alike}`);
        await connector.close();
        await customer.drop();
      }
    });
  });
});
