import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CommandBus } from '@nestjs/cqrs';
import { SchedulerRegistry } from '@nestjs/schedule';
import { exampleConnection } from '../scripts/demo/examples.ts';
import { PlatformClient } from '../scripts/demo/platform-client.ts';
import { startWarehouse, type Warehouse } from '../scripts/demo/warehouse.ts';
import { loadEnv } from '../src/config/env.ts';
import { newScheduleId, type TestId } from '../src/core/ids.ts';
import { testDefinition } from '../src/core/quality-test.ts';
import { scheduleDefinition, type Schedule } from '../src/core/scheduling/schedule.ts';
import { choosePort } from '../src/embedded/ports.ts';
import { FireDueSchedules } from '../src/features/schedules/fire-due-schedules.ts';
import { CreateTest } from '../src/features/tests/create-test.ts';
import { DueSchedules } from '../src/ports/due-schedules.ts';
import { startPlatform, type Platform } from '../src/roles/platform.ts';
import { createDocumentClient } from '../src/stores/dynamo/client.ts';
import { key } from './platform-process.ts';
import { report, type Rows } from './report.ts';

/**
 * One tick of a scheduler in embedded mode: many schedules, of which some are due, on a handful of datasets. Everything
 * is in this one process: scheduler, the config store that it asks, API and workers.
 */
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 100_000);
const DUE = Number(process.env['DUE'] ?? 1000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const DATASETS = ['public.flights', 'public.movies', 'public.weather', 'public.bird_strikes'];
const DUE_EVERY_S = 20;

async function inParallel<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next < items.length) await work(items[next++]!);
    }),
  );
}

/** Requests to the config store since the last look, by operation. */
function countRequests(): () => { readonly [operation: string]: number } {
  let counts: { [operation: string]: number } = {};
  subscribe('http.client.request.start', (message) => {
    const target = (message as { request: ClientRequest }).request.getHeader('x-amz-target');
    const operation = String(target).split('.').at(-1)!;
    if (target !== undefined) counts[operation] = (counts[operation] ?? 0) + 1;
  });
  return () => {
    const seen = counts;
    counts = {};
    return seen;
  };
}

function schedulesOf(testIds: readonly TestId[]): readonly Schedule[] {
  const now = new Date();
  return Array.from({ length: SCHEDULES }, (_, i) => ({
    ...scheduleDefinition.parse({
      name: `schedule ${i}`,
      cron: i < DUE ? `*/${DUE_EVERY_S} * * * * *` : '0 0 1 1 *',
      select: { testIds: [testIds[i % testIds.length]] },
    }),
    id: newScheduleId(now),
    version: 1,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    origin: null,
  }));
}

/** As the store would write them one by one, which takes minutes. */
async function load(
  client: DynamoDBDocumentClient,
  dues: DueSchedules,
  schedules: readonly Schedule[],
): Promise<void> {
  const bunches = Array.from({ length: Math.ceil(schedules.length / 25) }, (_, i) =>
    schedules.slice(25 * i, 25 * i + 25),
  );
  await inParallel(bunches, 8, (bunch) =>
    client.send(
      new BatchWriteCommand({
        RequestItems: {
          PlumblineSchedules: bunch.map((record) => ({
            PutRequest: {
              Item: {
                pk: `record#${record.id}`,
                workspace: 'default',
                nameOrder: `${record.name}\0${record.id}`,
                nameKey: record.name,
                testIds: record.select.testIds,
                version: 1,
                reservation: record.id,
                change: record.id,
                record,
              },
            },
          })),
        },
      }),
    ),
  );
  const farAway = new Date('2099-01-01T00:00:00Z');
  const soon = new Date(Math.ceil(Date.now() / (1000 * DUE_EVERY_S)) * 1000 * DUE_EVERY_S);
  await inParallel([...schedules.entries()], 20, ([i, { id, version }]) => {
    const at = i < DUE ? soon : farAway;
    return dues.plan({ scheduleId: id, version, due: { occurrence: at, dueAt: at, deadline: farAway } });
  });
}

/** One test for each schedule that is due, on the tables of the warehouse in turn. */
async function createTests(platform: Platform, warehouse: Warehouse): Promise<readonly TestId[]> {
  const api = new PlatformClient(platform.url!, key);
  const { id: connectionId } = await api.createConnection(await exampleConnection(warehouse.reader));
  const commands = platform.app.get(CommandBus);
  const ids: TestId[] = [];
  await inParallel(
    Array.from({ length: DUE }, (_, i) => i),
    8,
    async (i) => {
      const definition = testDefinition.parse({
        name: `test ${i}`,
        kind: 'volume',
        connectionId,
        dataset: DATASETS[i % DATASETS.length]!,
        fail: { min: 1 },
      });
      ids.push((await commands.execute(new CreateTest(definition, false))).id);
    },
  );
  return ids;
}

const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
const port = await choosePort(null, 'EMBEDDED_DYNAMODB_PORT');
const platform = await startPlatform(
  loadEnv({
    DATA_DIR: dir,
    PORT: '0',
    EMBEDDED_DYNAMODB_PORT: String(port),
    LOG_LEVEL: 'warn',
    TICK_EVERY: '1m',
    PLUMBLINE_ADMIN_KEY: key,
  }),
);
const client = createDocumentClient({
  kind: 'endpoint',
  endpoint: `http://127.0.0.1:${port}`,
  region: 'us-east-1',
});
const warehouse = await startWarehouse(join(dir, 'warehouse'));
try {
  await warehouse.load(() => undefined);
  platform.app.get(SchedulerRegistry).deleteInterval('tick');
  await load(client, platform.app.get(DueSchedules), schedulesOf(await createTests(platform, warehouse)));
  const commands = platform.app.get(CommandBus);
  const requests = countRequests();
  const rows: { -readonly [row in keyof Rows]: Rows[row] } = {};
  for (let round = 1; round <= ROUNDS; round += 1) {
    await sleep(1000 * DUE_EVERY_S - (Date.now() % (1000 * DUE_EVERY_S)) + 100);
    requests();
    const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()];
    const looked = await commands.execute(new FireDueSchedules());
    const seconds = Math.round(performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(usedBefore);
    const cpuSeconds = Math.round((user + system) / 1000) / 1000;
    rows[`tick ${round}`] = { 'due schedules': looked, seconds, 'cpu seconds': cpuSeconds, ...requests() };
  }
  report('a tick', { schedules: SCHEDULES, due: DUE, datasets: DATASETS.length }, rows);
} finally {
  client.destroy();
  await platform.stop();
  await warehouse.stop();
  await rm(dir, { recursive: true, force: true });
}
