import pg from 'pg';
import { Unavailable } from '../../src/core/errors.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { aRun, record, someTests } from './execution-samples.ts';

describe('the results store on PostgreSQL', () => {
  let database: TestDatabase;
  const opened: ResultsStore[] = [];
  const open = async (retentionDays = 400, poolSize?: number) => {
    const store = await openResultsStore({ url: database.url, retentionDays, poolSize });
    opened.push(store);
    return store;
  };
  const query = async <Row extends pg.QueryResultRow>(
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const partitionsOf = async (table: string) =>
    (
      await query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = $1::regclass ORDER BY 1`,
        [`plumbline.${table}`],
      )
    ).map(({ name }) => name.replace(`${table}_`, ''));

  beforeEach(async () => {
    database = await createDatabase('store');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await database.drop();
  });

  it('is migrated by one of many processes that open it at once', async () => {
    const stores = await Promise.all([1, 2, 3, 4, 5].map((poolSize) => open(400, poolSize)));
    expect(stores.flatMap(({ migrated }) => migrated)).toEqual([
      'ExecutionTables1767225600000',
      'FailingRows1769904000000',
      'Incidents1798761600000',
      'Alerts1798761601000',
      'ScheduleFirings1798761602000',
      'CapturedMails1798761603000',
    ]);
    expect((await open()).migrated).toEqual([]);
    expect(stores.map(({ layout }) => layout)).toEqual(Array(5).fill('native partitions'));
    expect(await query('SELECT name FROM plumbline.migrations')).toHaveLength(6);
  });

  it('leaves every other schema alone', async () => {
    await open();
    expect(
      await query(
        `SELECT DISTINCT table_schema FROM information_schema.tables
          WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
      ),
    ).toEqual([{ table_schema: 'plumbline' }]);
  });

  it('makes room ahead, and drops only months that are over before the retention begins', async () => {
    const store = await open(60);
    const now = new Date('2026-07-15T12:00:00.000Z');
    const at = [
      '2026-04-30T23:59:59.999Z',
      '2026-05-01T00:00:00.000Z',
      '2026-05-16T12:00:00.001Z',
      '2026-07-01T00:00:00Z',
    ];
    const runs = at.map((time) => aRun(someTests(2), { at: new Date(time) }));
    for (const run of runs) await record(store.ledger, run, {}, run[0]!.queuedAt);
    await Promise.all([store.maintain(now), store.maintain(now), (await open(60)).maintain(now)]);

    for (const table of ['test_executions', 'metric_values', 'execution_samples', 'metric_structures'])
      expect(await partitionsOf(table)).toEqual(['2026_05', '2026_07', '2026_08', '2026_09']);
    const kept = await Promise.all(runs.map((run) => store.reader.get(run[0]!.id)));
    expect(kept.map((execution) => execution?.status)).toEqual([undefined, 'passed', 'passed', 'passed']);
    expect(await query('SELECT count(*)::int AS n FROM plumbline.metric_values')).toEqual([{ n: 6 }]);
    expect(await query('SELECT DISTINCT day::text FROM plumbline.execution_rollups ORDER BY 1')).toEqual([
      { day: '2026-05-16' },
      { day: '2026-07-01' },
    ]);
    expect(await query('SELECT DISTINCT bucket FROM plumbline.execution_totals ORDER BY 1')).toEqual([
      { bucket: new Date('2026-05-16T12:00:00Z') },
      { bucket: new Date('2026-07-01T00:00:00Z') },
    ]);
    // what was dropped can come back, and goes again
    await record(store.ledger, runs[0]!);
    expect((await store.reader.get(runs[0]![0]!.id))?.status).toBe('passed');
    await store.maintain(now);
    expect(await store.reader.get(runs[0]![0]!.id)).toBeNull();
  });

  it('deletes samples when they expire', async () => {
    const store = await open();
    const now = new Date();
    await store.maintain(now);
    await query(
      `INSERT INTO plumbline.execution_samples (execution_id, queued_at, test_id, ordinal, columns, "row", expires_at)
       SELECT gen_random_uuid(), $1::timestamptz, gen_random_uuid(), 1, '{id}', '["1"]', $1::timestamptz + n * INTERVAL '1 day'
         FROM generate_series(-2, 2) AS n`,
      [now.toISOString()],
    );
    await store.maintain(now);
    expect(await query('SELECT count(*)::int AS n FROM plumbline.execution_samples')).toEqual([{ n: 3 }]);
  });

  it('makes room for a new month while many enqueue into it at once', async () => {
    const store = await open();
    const runs = Array.from({ length: 10 }, (_, i) =>
      aRun(someTests(3), { at: new Date(Date.UTC(2031, 0, 31, 23, 0, i)) }),
    );
    await Promise.all(runs.map((run) => store.ledger.enqueue(run)));
    expect((await store.reader.list({}, { limit: 100, cursor: null })).items).toHaveLength(30);
    expect(await partitionsOf('test_executions')).toEqual(['2031_01']);
  });

  it('reads one partition for an id', async () => {
    const store = await open();
    await store.maintain(new Date());
    const plan = JSON.stringify(
      await query(
        `EXPLAIN SELECT * FROM plumbline.test_executions WHERE queued_at = $1::timestamptz AND id = gen_random_uuid()`,
        [new Date().toISOString()],
      ),
    );
    expect(plan.match(/test_executions_\d{4}_\d\d /g)).toHaveLength(1);
  });

  it('keeps the tables as they were created when their database is opened by a newer program', async () => {
    const store = await open();
    const run = aRun(someTests(1));
    await record(store.ledger, run);
    expect((await (await open()).reader.get(run[0]!.id))?.status).toBe('passed');
  });

  it('answers a ping, and says so in plain words when it cannot be reached', async () => {
    await expect((await open()).ping()).resolves.toBeUndefined();
    const url = new URL(database.url);
    url.port = '1';
    const answer = openResultsStore({ url: url.href, retentionDays: 1 });
    await expect(answer).rejects.toThrow(Unavailable);
    await expect(answer).rejects.toThrow('the results store does not answer');
  });

  it('goes on after its connections were cut', async () => {
    const store = await open();
    await store.ping();
    await query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    const answers = await Promise.allSettled([store.ping(), store.ping()]);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(Unavailable);
    await expect(store.ping()).resolves.toBeUndefined();
  });
});
