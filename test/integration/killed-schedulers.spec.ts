import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { compileSources, type CompiledSources } from '../support/compiled.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { someConnectionId, someSchedule, someTest } from '../support/records.ts';
import { createScheduler, RecordingQueue, SetClock } from '../support/scheduler.ts';

/** A scheduler whose clock is set through its input; it ticks at each line and answers when it has. */
const PROGRAM = `
  import 'reflect-metadata';
  import { createInterface } from 'node:readline';
  import { RunDispatcher } from './src/features/executions/run-dispatcher.js';
  import { DueDefinitionReader } from './src/features/schedules/due-definitions.js';
  import { FireDueSchedulesHandler, TickSettings } from './src/features/schedules/fire-due-schedules.js';
  import { FiringRuns } from './src/features/schedules/firing-runs.js';
  import { ScheduleWriter } from './src/features/schedules/schedule-writer.js';
  import { SelectedTests } from './src/features/schedules/selected-tests.js';
  import { TestSchedules } from './src/features/schedules/test-schedules.js';
  import { createDocumentClient } from './src/stores/dynamo/client.js';
  import { DynamoScheduleStore } from './src/stores/dynamo/dynamo.schedule-store.js';
  import { DynamoTestStore } from './src/stores/dynamo/dynamo.test-store.js';
  import { openResultsStore } from './src/stores/results/results-store.js';
  const { RESULTS_DB_URL: url, DYNAMODB_ENDPOINT: endpoint, OFFSET_MS, LEASE_MS } = process.env;
  const client = createDocumentClient({ kind: 'endpoint', endpoint, region: 'us-east-1' });
  const { ledger, dues, firings, incidents } = await openResultsStore({ url, retentionDays: 400, poolSize: 2 });
  let now = 0;
  const clock = { now: () => new Date(now + Number(OFFSET_MS)) };
  const queue = { add: async () => undefined };
  const tests = new DynamoTestStore(client, 'Killed');
  const schedules = new DynamoScheduleStore(client, 'Killed');
  const writer = new ScheduleWriter(schedules, dues, incidents, clock);
  const definitions = new DueDefinitionReader(schedules, tests, new TestSchedules(schedules, writer, clock), dues);
  const runs = new FiringRuns(new SelectedTests(tests), ledger, new RunDispatcher(queue));
  const tick = new FireDueSchedulesHandler(firings, definitions, runs, clock, new TickSettings(Number(LEASE_MS), 4));
  createInterface({ input: process.stdin }).on('line', async (line) => {
    now = Number(line);
    await tick.execute();
    process.stdout.write('ticked\\n');
  });
  process.stdout.write('ready\\n');`;

const MINUTE_MS = 60_000;
const START = Date.parse('2026-01-05T09:59:30Z');
const MINUTES = 8;
const LEASE_MS = 300;

let compiled: CompiledSources;
let database: TestDatabase;
let dynamo: TestDynamo;
let results: ResultsStore;
let sql: pg.Client;
const living = new Set<ChildProcess>();

beforeAll(async () => {
  compiled = await compileSources(['core', 'ports', 'features', 'stores', 'config']);
  database = await createDatabase();
  dynamo = await startDynamo();
  results = await openResultsStore({ url: database.url, retentionDays: 400 });
  await ensureTables(dynamo.client, 'Killed');
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
});

afterAll(async () => {
  for (const child of living) child.kill('SIGKILL');
  await sql.end();
  await results.close();
  await dynamo.stop();
  await database.drop();
  await compiled.remove();
});

interface SchedulerProcess {
  readonly child: ChildProcess;
  /** Has it tick at `now`; resolves when it has, or is dead. */
  tick(now: number): Promise<void>;
}

async function start(offsetMs: number): Promise<SchedulerProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: compiled.dir,
    env: {
      PATH: process.env['PATH'],
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      RESULTS_DB_URL: database.url,
      DYNAMODB_ENDPOINT: dynamo.endpoint,
      OFFSET_MS: String(offsetMs),
      LEASE_MS: String(LEASE_MS),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  living.add(child);
  const exited = once(child, 'exit').then(() => living.delete(child));
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  return {
    child,
    tick: async (now) => {
      const answered = once(lines, 'line');
      child.stdin.write(`${now}\n`);
      await Promise.race([answered, exited]);
    },
  };
}

it('three processes, of which one is killed in the middle of every other tick, run every occurrence exactly once', async () => {
  const time = { now: new Date(START) };
  const clock = new SetClock(time);
  const writer = createScheduler({
    client: dynamo.client,
    prefix: 'Killed',
    results,
    clock,
    queue: new RecordingQueue(),
  });
  const connectionId = someConnectionId();
  const tests = Array.from({ length: 12 }, (_, i) =>
    someTest({ name: `t${i}`, connectionId, tags: [`tag${i % 3}`] }),
  );
  for (const test of tests) await writer.tests.create(test);
  for (const test of tests.slice(0, 9))
    await writer.writer.create(someSchedule({ cron: '* * * * *', select: { testIds: [test.id] } }));
  await writer.writer.create(someSchedule({ cron: '*/2 * * * *', select: { tags: ['tag0'] } }));

  const offsets = [-2000, 0, 3000];
  const fleet = await Promise.all(offsets.map(start));
  let kills = 0;
  // a fixed sequence: who is killed, and after how many milliseconds
  let state = 20_260_105;
  const upTo = (n: number) => (state = (state * 48_271) % 2_147_483_647) % n;
  for (let step = 0; time.now.getTime() < START + MINUTES * MINUTE_MS; step++) {
    for (let round = 0, isIdle = false; !isIdle; round++) {
      const ticks = fleet.map((one) => one.tick(time.now.getTime()));
      if (round === 0 && step % 2 === 1) {
        const victim = upTo(3);
        await sleep(upTo(40));
        fleet[victim]!.child.kill('SIGKILL');
        kills += 1;
        await Promise.all(ticks);
        fleet[victim] = await start(offsets[victim]!);
      }
      await Promise.all(ticks);
      const { rowCount } = await sql.query(
        'SELECT FROM plumbline.schedule_dues WHERE claimed_until IS NOT NULL OR due_at <= $1',
        [time.now],
      );
      isIdle = rowCount === 0;
      if (!isIdle) await sleep(50);
    }
    await sql.query(`UPDATE plumbline.test_executions SET status = 'passed' WHERE status = 'queued'`);
    time.now = new Date(time.now.getTime() + MINUTE_MS / 2);
  }

  expect(kills).toBe(8);
  const { rows } = await sql.query<{ test_id: string; minutes: number[] }>(
    `SELECT test_id, array_agg((extract(epoch FROM queued_at) - $1)::int / 60 ORDER BY queued_at) AS minutes
       FROM plumbline.test_executions GROUP BY test_id`,
    [START / 1000 + 30],
  );
  const ran = new Map(rows.map(({ test_id, minutes }) => [test_id, minutes]));
  const everyNth = (n: number) => Array.from({ length: MINUTES }, (_, i) => i).filter((i) => i % n === 0);
  // t9 has the tag, too; t10 and t11 are nobody's
  const expected = tests.map((_, i) => (i < 9 ? everyNth(1) : i === 9 ? everyNth(2) : undefined));
  expect(tests.map(({ id }) => ran.get(id))).toEqual(expected);
  const missed = await sql.query('SELECT FROM plumbline.schedule_firings WHERE missed > 0 OR state <> $1', [
    'fired',
  ]);
  expect(missed.rowCount).toBe(0);
});
