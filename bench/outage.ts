import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandBus, type Command } from '@nestjs/cqrs';
import { SchedulerRegistry } from '@nestjs/schedule';
import { loadEnv } from '../src/config/env.ts';
import { alertRuleDefinition } from '../src/core/alerting/alert-rule.ts';
import type { ExecutionResult, QueuedExecution } from '../src/core/execution.ts';
import { executionIdOf, newConnectionId, newRunId, newTestId } from '../src/core/ids.ts';
import { testDefinition, type QualityTest } from '../src/core/quality-test.ts';
import { CreateAlertRule } from '../src/features/alerts/create-alert-rule.ts';
import { CreateChannel } from '../src/features/alerts/create-channel.ts';
import { FlushNotices } from '../src/features/alerts/flush-notices.ts';
import { RouteEvents } from '../src/features/alerts/route-events.ts';
import { ReviewVerdicts } from '../src/features/incidents/review-verdicts.ts';
import { DeliveryLedger } from '../src/ports/delivery-ledger.ts';
import { ExecutionLedger } from '../src/ports/execution-ledger.ts';
import { TestStore } from '../src/ports/test-store.ts';
import { startPlatform } from '../src/roles/platform.ts';
import { key } from './platform-process.ts';
import { report, type Rows } from './report.ts';

/**
 * An outage: every test of one connection fails, and later all of them pass. Counts the messages that a webhook gets,
 * and takes the time of each step. The whole platform is in this one process, in embedded mode.
 */
const TESTS = Number(process.env['TESTS'] ?? 10_000);
const DATASETS = Number(process.env['DATASETS'] ?? 500);
/** Verdicts that workers record at once. */
const AT_ONCE = 200;
const GATHER = '1s';

const seconds = (since: number) => Math.round(performance.now() - since) / 1000;

async function startReceiver(): Promise<{ url: string; bodies: string[]; stop: () => void }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(Buffer.concat(parts).toString());
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    stop: () => server.close(),
  };
}

const connectionId = newConnectionId(new Date());
const tests: readonly QualityTest[] = Array.from({ length: TESTS }, (_, i) => {
  const at = new Date();
  const definition = testDefinition.parse({
    name: `test ${i}`,
    kind: 'volume',
    connectionId,
    dataset: `public.t${i % DATASETS}`,
    fail: { min: 1 },
  });
  return {
    ...definition,
    id: newTestId(at),
    version: 1,
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
  };
});

const resultOf = (status: 'failed' | 'passed'): ExecutionResult => ({
  status,
  message: status === 'failed' ? '0 rows: fewer than the 1 expected' : '7 rows',
  errorCode: null,
  testVersion: 1,
  observed: { rows: status === 'failed' ? 0 : 7 },
  expected: { fail: { min: 1 } },
  rowsTested: 0,
  statements: [],
  engineVersion: null,
  measuredAt: new Date(),
  metrics: [],
  failingRowsSql: null,
  sample: null,
  groups: null,
});

/** One run of all the tests, recorded as workers do. */
async function recordAll(ledger: ExecutionLedger, status: 'failed' | 'passed'): Promise<void> {
  const queuedAt = new Date();
  const runId = newRunId(queuedAt);
  for (let from = 0; from < tests.length; from += AT_ONCE) {
    const executions = tests
      .slice(from, from + AT_ONCE)
      .map(({ id, name, kind, dataset, tags }): QueuedExecution => ({
        id: executionIdOf(runId, id),
        runId,
        testId: id,
        testName: name,
        kind,
        connectionId,
        dataset,
        tags,
        trigger: 'schedule',
        queuedAt,
      }));
    await ledger.enqueue(executions);
    const lease = { worker: 'bench', leaseMs: 60_000, maxAttempts: 3 };
    const claims = await ledger.claim(
      runId,
      executions.map(({ id }) => id),
      lease,
    );
    const now = new Date();
    await ledger.finish(
      claims.map((claim) => ({ claim, result: resultOf(status), startedAt: now, finishedAt: now })),
    );
  }
}

const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
const receiver = await startReceiver();
const platform = await startPlatform(
  loadEnv({ DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'warn', ALERT_GATHER: GATHER, PLUMBLINE_ADMIN_KEY: key }),
);
try {
  const { app } = platform;
  for (const timer of ['review', 'alert routing', 'alert flush'])
    app.get(SchedulerRegistry).deleteInterval(timer);
  const [commands, store, ledger, deliveries] = [
    app.get(CommandBus),
    app.get(TestStore),
    app.get(ExecutionLedger),
    app.get(DeliveryLedger),
  ];
  const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const { id: channelId } = await commands.execute(
    new CreateChannel({
      name: 'hook',
      type: 'webhook',
      enabled: true,
      settings: { url: receiver.url },
      secrets: { signingSecret },
    }),
  );
  await commands.execute(
    new CreateAlertRule(alertRuleDefinition.parse({ name: 'all', channelIds: [channelId] })),
  );
  for (let from = 0; from < tests.length; from += 20)
    await Promise.all(tests.slice(from, from + 20).map((test) => store.create(test)));

  const timed = async (command: Command<unknown>) => {
    const startedAt = performance.now();
    await commands.execute(command);
    return seconds(startedAt);
  };
  const rows: { -readonly [row in keyof Rows]: Rows[row] } = {};
  for (const status of ['failed', 'passed'] as const) {
    const before = receiver.bodies.length;
    const startedAt = performance.now();
    await recordAll(ledger, status);
    const record = seconds(startedAt);
    const review = await timed(new ReviewVerdicts());
    const route = await timed(new RouteEvents());
    await sleep(1000);
    const flush = await timed(new FlushNotices());
    const sendingSince = performance.now();
    while ((await deliveries.health(channelId)).waiting > 0) await sleep(5);
    rows[`all ${status}`] = {
      'record s': record,
      'review s': review,
      'route s': route,
      'flush s': flush,
      'send s': seconds(sendingSince),
      messages: receiver.bodies.length - before,
    };
  }
  report('an outage', { tests: TESTS, datasets: DATASETS, gather: GATHER }, rows);
  for (const body of receiver.bodies.slice(0, 5)) {
    const { type, data } = JSON.parse(body) as { type: string; data: { title: string } };
    process.stdout.write(`${type}: ${data.title} (${body.length} bytes)\n`);
  }
} finally {
  await platform.stop();
  receiver.stop();
  await rm(dir, { recursive: true, force: true });
}
