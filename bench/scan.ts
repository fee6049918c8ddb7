import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PostgresConnector } from '../src/connectors/postgres/postgres.connector.ts';
import { startEmbeddedPostgres } from '../src/embedded/postgres.ts';
import { measureDataset } from '../src/features/executions/measure-dataset.ts';
import { connectionOf, targetOf, thisMachine, timed } from './customer.ts';
import { report, type Rows } from './report.ts';
import { EXPERT, TABLE, tests } from './scan-questions.ts';

/**
 * Forty tests on one table, three ways: as we measure them, as the one statement that an expert would write by hand,
 * and as one run for each test. ROWS sets the size of the table, ROUNDS how often.
 */
const ROWS = Number(process.env['ROWS'] ?? 1_000_000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
const server = await startEmbeddedPostgres({ dataDir: dir, port: null, durable: false });
const client = new pg.Client({ connectionString: server.url });
const connector = new PostgresConnector(thisMachine);
try {
  await client.connect();
  await client.query(TABLE.replace('$1', String(ROWS)));
  await client.query('ANALYZE orders');
  const target = targetOf(server.url);
  const connection = connectionOf(target);
  const measure = (some: typeof tests) =>
    measureDataset({ connection, connector, target }, 'public.orders', some, new AbortController().signal);

  const rows: { [round: string]: Rows[string] } = {};
  await client.query(EXPERT); // warms the cache
  for (let round = 1; round <= ROUNDS; round++) {
    const expert = await timed(() => client.query(EXPERT));
    const ours = await timed(() => measure(tests));
    const apart = await timed(async () => {
      for (const test of tests) await measure([test]);
    });
    rows[`round ${round}`] = {
      'expert ms': expert,
      'ours ms': ours,
      'one by one ms': apart,
      'ours / expert': Math.round((100 * ours) / expert) / 100,
      'one by one / ours': Math.round((100 * apart) / ours) / 100,
    };
  }
  const measured = await measure(tests);
  const statements = new Set(tests.flatMap((test) => measured.statementsOf(test)));
  const unmeasured = [...measured.measurements.values()].filter(({ kind }) => kind === 'unmeasured');
  report(
    'forty tests on one table',
    {
      rows: ROWS,
      tests: tests.length,
      statements: statements.size,
      unmeasured: unmeasured.length,
      rssMb: Math.round(process.memoryUsage().rss / 2 ** 20),
    },
    rows,
  );
} finally {
  await connector.close();
  await client.end();
  await server.stop();
  await rm(dir, { recursive: true, force: true });
}
