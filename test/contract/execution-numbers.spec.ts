import pg from 'pg';
import type { FinalStatus } from '../../src/core/execution.ts';
import type { StatusCounts } from '../../src/ports/dashboard-reader.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { aLease, aRun, claimAll, expiredLease, finishOf, record, someTests } from './execution-samples.ts';

const none: StatusCounts = { passed: 0, warned: 0, failed: 0, errored: 0, cancelled: 0, skipped: 0 };

describe('the dashboard of PostgreSQL', () => {
  let database: TestDatabase;
  let store: ResultsStore;
  let client: pg.Client;
  beforeEach(async () => {
    database = await createDatabase('numbers');
    store = await openResultsStore({ url: database.url, retentionDays: 400 });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await store.close();
    await database.drop();
  });

  it('is all zeros before anything ran', async () => {
    const numbers = await store.dashboard.numbers(new Date('2026-03-01T00:30:00Z'));
    expect(numbers).toMatchObject({
      last24h: none,
      last7d: none,
      latestByStatus: {},
      failing: [],
      slowest: [],
      datasets: [],
    });
    expect(numbers.trend).toHaveLength(30);
    expect(numbers.trend[0]).toEqual({ day: '2026-01-31', counts: none });
    expect(numbers.trend[29]).toEqual({ day: '2026-03-01', counts: none });
  });

  it('counts by the UTC hour and day of finishing', async () => {
    const now = new Date('2026-03-10T12:30:00.000Z');
    const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
    const [fast, slow, third] = someTests(3);
    await record(store.ledger, aRun([fast!], { testName: 'fast' }), {}, hoursAgo(0.1));
    await record(store.ledger, aRun([fast!, third!]), { status: 'failed' }, hoursAgo(23.4));
    await record(store.ledger, aRun([fast!]), { status: 'warned' }, hoursAgo(24.6));
    await record(store.ledger, aRun([fast!]), { status: 'skipped' }, hoursAgo(24 * 8));
    await record(store.ledger, aRun([fast!]), {}, hoursAgo(24 * 31));
    const run = aRun([slow!], { testName: 'slow', at: new Date(Date.now() + 5), dataset: 'public.slow' });
    await store.ledger.enqueue(run);
    const [claim] = await claimAll(store.ledger, run);
    await store.ledger.finish([
      finishOf(claim!, { status: 'errored', message: 'timed out' }, hoursAgo(1), 90_000),
    ]);
    await store.reader.forget([third!]);

    const numbers = await store.dashboard.numbers(now);
    expect(numbers.last24h).toEqual({ ...none, passed: 1, failed: 2, errored: 1 });
    expect(numbers.last7d).toEqual({ ...none, passed: 1, failed: 2, errored: 1, warned: 1 });
    expect(numbers.trend.filter(({ counts }) => Object.values(counts).some((n) => n > 0))).toEqual([
      { day: '2026-03-02', counts: { ...none, skipped: 1 } },
      { day: '2026-03-09', counts: { ...none, failed: 2, warned: 1 } },
      { day: '2026-03-10', counts: { ...none, passed: 1, errored: 1 } },
    ]);
    expect(numbers.slowest).toEqual([
      {
        testId: slow,
        testName: 'slow',
        kind: 'volume',
        dataset: 'public.slow',
        executions: 1,
        meanMs: 90_000,
        maxMs: 90_000,
      },
      expect.objectContaining({ testId: fast, executions: 3, meanMs: 250, maxMs: 250 }),
    ]);
    expect(numbers.failing).toEqual([
      {
        testId: slow,
        testName: 'slow',
        kind: 'volume',
        dataset: 'public.slow',
        executionId: run[0]!.id,
        status: 'errored',
        message: 'timed out',
        finishedAt: new Date(hoursAgo(1).getTime() + 90_000),
      },
    ]);
    expect(numbers.latestByStatus).toEqual({ errored: 1, passed: 1 });
    expect(numbers.datasets).toMatchObject([
      { dataset: 'public.orders', latest: { ...none, passed: 1 } },
      { dataset: 'public.slow', latest: { ...none, errored: 1 } },
    ]);
  });

  it('counts every execution once, however workers race, repeat and get lost', async () => {
    const tests = someTests(7);
    const statuses: readonly FinalStatus[] = [
      'passed',
      'warned',
      'failed',
      'errored',
      'skipped',
      'cancelled',
    ];
    const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)]!;
    const runs = Array.from({ length: 40 }, (_, i) =>
      aRun([...tests].sort(() => Math.random() - 0.5).slice(0, 5), { at: new Date(Date.now() - i) }),
    );
    await store.ledger.enqueue(runs.flat());
    const finishSome = async (lease: typeof aLease) => {
      const run = pick(runs);
      const claims = await claimAll(store.ledger, run, lease);
      const finished = claims.map((claim) =>
        finishOf(
          claim,
          { status: pick(statuses) },
          new Date(Date.now() - Math.random() * 1e8),
          Math.floor(Math.random() * 5000),
        ),
      );
      if (Math.random() < 0.3) return;
      await Promise.all([store.ledger.finish(finished), store.ledger.finish([...finished].reverse())]);
      await store.ledger.finish([...finished, ...finished]);
    };
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let i = 0; i < 25; i++) await finishSome(pick([aLease, expiredLease, expiredLease]));
        await store.ledger.cancel(pick(runs)[0]!.runId);
      }),
    );
    for (const run of runs) for (let i = 0; i < 4; i++) await claimAll(store.ledger, run, expiredLease);

    const counts = statuses
      .map((status) => `count(*) FILTER (WHERE status = '${status}')::int AS ${status}`)
      .join(', ');
    const rawBy = async (what: string) =>
      (
        await client.query<StatusCounts>(
          `SELECT ${what}, ${counts} FROM plumbline.test_executions WHERE finished_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
        )
      ).rows;
    const byTest = await rawBy(`(finished_at AT TIME ZONE 'UTC')::date::text AS day, test_id`);
    expect(
      (
        await client.query(
          `SELECT day::text, test_id, ${statuses.join(', ')} FROM plumbline.execution_rollups ORDER BY 1, 2`,
        )
      ).rows,
    ).toEqual(byTest);
    expect(
      (
        await client.query(
          `SELECT bucket, 1 AS one, ${statuses.map((status) => `sum(${status})::int AS ${status}`).join(', ')}
             FROM plumbline.execution_totals GROUP BY 1, 2 ORDER BY 1`,
        )
      ).rows,
    ).toEqual(await rawBy(`date_trunc('hour', finished_at, 'UTC') AS bucket, 1 AS one`));
    const timed = (table: string, columns: string) =>
      client.query(`SELECT ${columns} FROM plumbline.${table}`);
    const ms = `(extract(epoch FROM finished_at - started_at) * 1000)::bigint`;
    const measured = `FILTER (WHERE status NOT IN ('cancelled', 'skipped') AND coalesce(error_code, '') <> 'WORKER_LOST')`;
    expect(
      (
        await timed(
          'execution_rollups',
          'sum(timed)::int AS n, sum(duration_ms_sum)::float8 AS ms, max(duration_ms_max)::int AS max',
        )
      ).rows,
    ).toEqual(
      (
        await timed(
          'test_executions',
          `count(${ms}) ${measured}::int AS n, (sum(${ms}) ${measured})::float8 AS ms, (max(${ms}) ${measured})::int AS max`,
        )
      ).rows,
    );
    const final = byTest.flatMap((row) => statuses.map((status) => row[status]));
    expect(final.reduce((a, b) => a + b, 0)).toBeGreaterThan(100);

    const newest = await client.query(`
      SELECT DISTINCT ON (test_id) test_id AS "testId", id AS "executionId", status, finished_at AS "finishedAt"
        FROM plumbline.test_executions WHERE finished_at IS NOT NULL ORDER BY test_id, queued_at DESC, id DESC`);
    expect([...(await store.reader.latest(tests))].sort((a, b) => (a.testId < b.testId ? -1 : 1))).toEqual(
      newest.rows,
    );
    const values = await client.query(`SELECT count(*)::int AS n FROM plumbline.metric_values`);
    const measuredRows = await client.query(
      `SELECT count(*)::int AS n FROM plumbline.test_executions WHERE status IN ('passed', 'warned', 'failed', 'skipped')`,
    );
    expect(values.rows).toEqual(measuredRows.rows);
  });

  it('never reads an execution: it answers while nobody may', async () => {
    await record(store.ledger, aRun(someTests(3)), {}, new Date());
    await client.query('BEGIN');
    await client.query(
      'LOCK TABLE plumbline.test_executions, plumbline.metric_values IN ACCESS EXCLUSIVE MODE',
    );
    const numbers = await store.dashboard.numbers(new Date());
    await client.query('ROLLBACK');
    expect(numbers.last24h.passed).toBe(3);
    expect(numbers.slowest).toHaveLength(3);
  });
});
