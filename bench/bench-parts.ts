import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleConnection, exampleTests } from '../scripts/demo/examples.ts';
import { PlatformClient } from '../scripts/demo/platform-client.ts';
import { startWarehouse } from '../scripts/demo/warehouse.ts';
import { startEmbeddedPostgres } from '../src/embedded/postgres.ts';
import { key, startPlatformProcess } from './platform-process.ts';

export interface BenchParts {
  readonly url: string;
  /** The results database, in which BullMQ lives when there is no Redis. */
  readonly resultsDbUrl: string;
  /** A test that counts the rows of a small table. */
  readonly testId: string;
}

/** A platform in its own process on a durable PostgreSQL, and a warehouse with one test; all gone afterwards. */
export async function withPlatform(
  env: Readonly<Record<string, string>>,
  work: (parts: BenchParts) => Promise<void>,
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  const undo = [() => rm(dir, { recursive: true, force: true })];
  try {
    const results = await startEmbeddedPostgres({ dataDir: join(dir, 'results'), port: null, durable: true });
    undo.push(() => results.stop());
    const warehouse = await startWarehouse(join(dir, 'warehouse'));
    undo.push(() => warehouse.stop());
    await warehouse.load(() => undefined);
    const platform = await startPlatformProcess({
      DATA_DIR: join(dir, 'platform'),
      RESULTS_DB_URL: results.url,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      ...env,
    });
    undo.push(() => platform.stop());
    const api = new PlatformClient(platform.url, key);
    const { id: connectionId } = await api.createConnection(await exampleConnection(warehouse.reader));
    const test = (await exampleTests(connectionId)).get('weather-complete');
    const { id: testId } = await api.createTest(test);
    await work({ url: platform.url, resultsDbUrl: results.url, testId });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
