import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PostgresConnector } from '../src/connectors/postgres/postgres.connector.ts';
import { testDefinition } from '../src/core/quality-test.ts';
import { startEmbeddedPostgres } from '../src/embedded/postgres.ts';
import { measureDataset } from '../src/features/executions/measure-dataset.ts';
import { connectionOf, targetOf, thisMachine, timed } from './customer.ts';
import { report, type Rows } from './report.ts';
import { TABLE } from './scan-questions.ts';

/** Questions that the catalogue makes cheap, before and after it knows: an index, statistics, an estimate. */
const ROWS = Number(process.env['ROWS'] ?? 1_000_000);

const questions = {
  freshness: { kind: 'freshness', timestampColumn: 'placed_at', fail: { maxAge: '1d' } },
  'pattern of few values': { kind: 'pattern', column: 'status', regex: '[a-zA-Z]+ed|paid|draft' },
  'pattern of many values': { kind: 'pattern', column: 'email', format: 'email' },
  'volume, exact': { kind: 'volume', fail: { min: 1 } },
  'volume, estimate': { kind: 'volume', estimate: true, fail: { min: 1 } },
  'uniqueness of a text': { kind: 'uniqueness', columns: ['email'] },
  'drift, first run': { kind: 'drift', column: 'net', method: 'psi', fail: { maxScore: 0.2 } },
  'drift, given edges': {
    kind: 'drift',
    column: 'net',
    method: 'psi',
    edges: [100, 200, 300, 400, 500, 600, 700, 800, 900],
    fail: { maxScore: 0.2 },
  },
} as const;

const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
const server = await startEmbeddedPostgres({ dataDir: dir, port: null, durable: false });
const client = new pg.Client({ connectionString: server.url });
const connector = new PostgresConnector(thisMachine);
try {
  await client.connect();
  await client.query(TABLE.replace('$1', String(ROWS)));
  const target = targetOf(server.url);
  const ask = (question: object) => {
    const test = testDefinition.parse({
      name: 'a question',
      connectionId: target.id,
      dataset: 'public.orders',
      ...question,
    });
    const opened = { connection: connectionOf(target), connector, target };
    return measureDataset(opened, 'public.orders', [test], new AbortController().signal);
  };
  await client.query('SELECT count(*), max(length(email)) FROM orders'); // warms the cache
  const rows: { [row: string]: { [column: string]: number } } = {};
  for (const when of ['before ms', 'after ms']) {
    if (when === 'after ms') {
      await client.query('CREATE INDEX ON orders (placed_at)');
      await client.query('VACUUM ANALYZE orders');
    }
    for (const [name, question] of Object.entries(questions))
      rows[name] = { ...rows[name], [when]: await timed(() => ask(question)) };
  }
  report('what the catalogue makes cheap', { rows: ROWS }, rows satisfies Rows);
} finally {
  await connector.close();
  await client.end();
  await server.stop();
  await rm(dir, { recursive: true, force: true });
}
