import { DataSource } from 'typeorm';
import { migrations } from '../../src/stores/results/migrate.ts';
import { ExecutionTables1767225600000 } from '../../src/stores/results/migrations/1767225600000-execution-tables.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { aRun, record, someTests } from './execution-samples.ts';

/** Queued in a month for which the older version made room, and finished by it. */
const [before] = aRun(someTests(1), { at: new Date('2026-05-06T07:08:09.010Z') });

let database: TestDatabase;
let old: DataSource;
let store: ResultsStore;

beforeAll(async () => {
  database = await createDatabase('upgrade');
  old = new DataSource({
    type: 'postgres',
    url: database.url,
    schema: 'plumbline',
    installExtensions: false,
    migrations: [ExecutionTables1767225600000],
  });
  await old.initialize();
  await old.query('CREATE SCHEMA plumbline');
  await old.runMigrations({ transaction: 'each' });
  for (const table of ['test_executions', 'metric_values', 'execution_samples'])
    for (const [suffix, from, to] of [
      ['2026_05', '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z'],
      ['2026_06', '2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    ])
      await old.query(
        `CREATE TABLE plumbline.${table}_${suffix} PARTITION OF plumbline.${table} FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
  const { id, runId, testId, testName, kind, connectionId, dataset, tags, trigger, queuedAt } = before!;
  await old.query(
    `INSERT INTO plumbline.test_executions (id, run_id, test_id, test_name, kind, connection_id, dataset, tags, trigger,
       queued_at, status, attempt, started_at, finished_at, message, observed, expected, rows_tested, statements,
       measured_at, metrics)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'failed', 1, $10, $10, 'too few', '{"rows": 3}', '{}', 3, '[]',
       $10, '[{"name": "rows", "key": "k", "value": 3}]')`,
    [id, runId, testId, testName, kind, connectionId, dataset, tags, trigger, queuedAt],
  );
  await old.query(
    `INSERT INTO plumbline.metric_values (execution_id, queued_at, test_id, key_hash, name, value, measured_at)
     VALUES ($1, $2, $3, sha256('k'), 'rows', 3, $2)`,
    [id, queuedAt, testId],
  );
  store = await openResultsStore({ url: database.url, retentionDays: 400 });
});
afterAll(async () => {
  await store.close();
  await old.destroy();
  await database.drop();
});

it('runs only what the database has not seen', () => {
  expect(store.migrated).toEqual([
    'FailingRows1769904000000',
    'Incidents1798761600000',
    'Alerts1798761601000',
    'ScheduleFirings1798761602000',
    'CapturedMails1798761603000',
  ]);
});

it('keeps what was recorded', async () => {
  expect(await store.reader.get(before!.id)).toMatchObject({
    ...before,
    status: 'failed',
    result: {
      message: 'too few',
      metrics: [{ name: 'rows', key: 'k', value: 3 }],
      failingRowsSql: null,
      sample: null,
    },
  });
  const history = { testId: before!.testId, key: 'k', wanted: 9 };
  expect(await store.reader.history(history, new Date())).toMatchObject([{ value: 3 }]);
});

const results = {
  failingRowsSql: 'SELECT 1',
  sample: { columns: ['id'], rows: [['1']], keepFor: '1d' },
  metrics: [{ name: 'now', key: 'h', value: null, structure: { counts: [1] } }],
};

it.each([
  ['a month that is there already', '2026-05-31T23:59:59.999Z'],
  ['the next one', '2026-06-30T12:00:00.000Z'],
  ['a new month', '2026-07-01T00:00:00.000Z'],
])('records structures and samples in %s', async (_, at) => {
  const run = aRun(someTests(1), { at: new Date(at) });
  await record(store.ledger, run, results, new Date());
  expect((await store.reader.get(run[0]!.id))?.result).toMatchObject({
    failingRowsSql: 'SELECT 1',
    metrics: results.metrics,
    sample: { rows: 1 },
  });
});

it('makes up for a month in which a process of the older version made room', async () => {
  for (const table of ['test_executions', 'metric_values', 'execution_samples'])
    await old.query(
      `CREATE TABLE plumbline.${table}_2026_09 PARTITION OF plumbline.${table}
         FOR VALUES FROM ('2026-09-01T00:00:00Z') TO ('2026-10-01T00:00:00Z')`,
    );
  const run = aRun(someTests(1), { at: new Date('2026-09-10T11:12:13.014Z') });
  await record(store.ledger, run, results, new Date());
  expect((await store.reader.get(run[0]!.id))?.result?.metrics).toEqual(results.metrics);
});

it('can be undone', async () => {
  const here = await createDatabase('undo');
  const all = await openResultsStore({ url: here.url, retentionDays: 400 });
  await all.close();
  const source = new DataSource({ type: 'postgres', url: here.url, schema: 'plumbline', migrations });
  await source.initialize();
  for (let i = 0; i < migrations.length; i++) await source.undoLastMigration({ transaction: 'each' });
  expect(
    await source.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'plumbline' ORDER BY 1`),
  ).toEqual([{ tablename: 'migrations' }]);
  await source.destroy();
  await here.drop();
});
