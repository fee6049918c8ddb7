import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { onTeardown } from './global-teardown.ts';

/** One real PostgreSQL for the whole run; `TEST_DATABASE_URL` may name another, to whose superuser it must belong. */
export default async function globalSetup(): Promise<void> {
  // the SDK's note about old Node versions would hide what matters in the output
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  if (process.env['TEST_DATABASE_URL']) return;
  const dataDir = await mkdtemp(join(tmpdir(), 'plumbline-test-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, port: null, durable: false });
    onTeardown(() => postgres.stop().finally(remove));
    process.env['TEST_DATABASE_URL'] = postgres.url;
  } catch (error) {
    await remove();
    throw error;
  }
}
