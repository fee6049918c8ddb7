import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { loadEnv } from '../src/config/env.ts';
import { startPlatform } from '../src/roles/platform.ts';
import { exampleConnection } from './demo/examples.ts';
import { CannotStart, dataDir, requireFreePort, wipeDataDir } from './demo/places.ts';
import { PlatformClient } from './demo/platform-client.ts';
import { tellStory } from './demo/story.ts';
import { bold, dim, heading, progress, say, seconds, style } from './demo/terminal.ts';
import { startWarehouse, type Warehouse } from './demo/warehouse.ts';

const { values: options } = parseArgs({
  options: { exit: { type: 'boolean', default: false }, empty: { type: 'boolean', default: false } },
});

/** For this demo alone: the key that the story is told with, and who may look at the dashboard. */
const key = randomBytes(32).toString('base64url');
const visitor = { name: 'demo', password: randomBytes(12).toString('base64url') };

/** What runs, first started first stopped: the platform lets go of the warehouse before that goes. */
const stops: (() => Promise<void>)[] = [];
let stopping: Promise<never> | null = null;

/** Stops everything in order and ends the process. The first call decides the exit code. */
function leave(code: number): Promise<never> {
  stopping ??= (async () => {
    let isStopped = true;
    for (let stop = stops.shift(); stop; stop = stops.shift())
      await stop().catch((error: unknown) => {
        isStopped = false;
        complain(`This did not stop in order: ${String(error)}`);
      });
    process.exit(isStopped ? code : 1);
  })();
  return stopping;
}

const complain = (text: string) => process.stderr.write(`\n${text}\n`);

async function start(): Promise<{ readonly url: string; readonly warehouse: Warehouse }> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  // nothing else of the environment: a demo must never reach the AWS account or database of whoever tries it
  const env = loadEnv({
    PORT: process.env['PORT'],
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'pretty',
    PLUMBLINE_ADMIN_KEY: key,
    // nobody wants to wait a minute for the first mail of a demo
    ALERT_GATHER: '2s',
  });
  await requireFreePort(env.port);
  await wipeDataDir();

  say(`\n${bold('Plumbline')} ${dim('demo: a platform and a warehouse, both real, both on this machine')}`);
  say(
    dim(
      `Everything lives in ${relative(process.cwd(), dataDir) || '.'}, which each demo starts by emptying.`,
    ),
  );

  heading(1, 'Start the platform');
  let from = performance.now();
  const platform = await startPlatform(env);
  stops.push(() => platform.stop());
  const { url } = platform;
  if (url === null) throw new Error('the platform has no API');
  say(
    `   config store, results store, queue, workers and API: ready in ${seconds(performance.now() - from)}`,
  );

  heading(2, 'Start a warehouse to test, and load it');
  from = performance.now();
  const warehouse = await startWarehouse(join(dataDir, 'warehouse'));
  stops.push(() => warehouse.stop());
  await warehouse.load(progress);
  say(
    dim(
      `\n   a second PostgreSQL with the data of the package vega-datasets, in ${seconds(performance.now() - from)}`,
    ),
  );

  for (const died of [platform.died, warehouse.died])
    void died.then((error) => {
      complain(style('red', error.message));
      return leave(1);
    });
  return { url, warehouse };
}

async function offerEmptyPlatform(url: string, warehouse: Warehouse): Promise<void> {
  const file = join(dataDir, 'connection.json');
  await writeFile(file, JSON.stringify(await exampleConnection(warehouse.reader), null, 2), { mode: 0o600 });
  heading(3, 'Yours');
  say(`   Nothing is registered. examples/README.md shows the way with curl; it begins with:\n`);
  say(`   export PLUMBLINE=${url}`);
  say(`   export PLUMBLINE_KEY=${key}`);
  say(`   export CONNECTION_FILE=${relative(process.cwd(), file)}`);
}

function sayWhere(url: string): void {
  say(`\n   dashboard  ${bold(`${url}/`)}`);
  say(`              sign in as ${bold(visitor.name)} with the password ${bold(visitor.password)}`);
  say(`   API        ${url}/docs`);
  say(`   numbers    ${url}/v1/dashboard/summary`);
  say(dim(`   programs   send the header "authorization: Bearer ${key}"`));
}

async function demo(): Promise<void> {
  const { url, warehouse } = await start();
  const api = new PlatformClient(url, key);
  await api.createUser({ ...visitor, role: 'admin' });
  const missing = options.empty ? [] : await tellStory(api, warehouse);
  if (options.empty) await offerEmptyPlatform(url, warehouse);
  sayWhere(url);
  for (const promise of missing) say(`\n${style('red', 'Not as promised:')} ${promise}`);
  if (options.exit) await leave(missing.length > 0 ? 1 : 0);
  process.exitCode = missing.length > 0 ? 1 : 0;
  say(dim('\n   Ctrl+C stops everything.'));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void leave(Number(process.exitCode ?? 130)));

await demo().catch((error: unknown) => {
  if (stopping) return stopping; // what breaks while everything stops is no news
  complain(
    error instanceof CannotStart ? error.message : `${style('red', 'The demo failed:')} ${String(error)}`,
  );
  return leave(1);
});
