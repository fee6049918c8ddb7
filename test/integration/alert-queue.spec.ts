import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { consumeJobs, type JobConsumer } from '../../src/queue/bullmq.job-consumer.ts';
import { openJobQueue, type BullmqJobQueue } from '../../src/queue/bullmq.job-queue.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { sent } from '../support/recording-notifier.ts';
import { openAlertStage, type AlertProcess, type AlertStage } from './alert-stage.ts';

let alerts: AlertStage;
let queue: BullmqJobQueue;
let logger: RecordingLogger;
const consumers: JobConsumer[] = [];

beforeEach(async () => {
  Logger.overrideLogger(false);
  alerts = await openAlertStage({ gatherMs: 0, leaseMs: 60_000 });
  logger = new RecordingLogger();
  queue = await openJobQueue({ kind: 'postgres', url: alerts.stage.url }, { logger, retryDelayMs: 5 });
});
afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.drain(0)));
  await queue.close();
  await alerts.close();
});

const work = async (process: AlertProcess, concurrency: number) => {
  const consumer = await consumeJobs(
    { kind: 'postgres', url: alerts.stage.url },
    { executeRun: async () => {}, deliverAlert: (job, signal) => process.deliver(job, signal) },
    { logger, concurrency, graceMs: 1000 },
  );
  consumers.push(consumer);
};
const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await sleep(10);
};
const isEmpty = async () => Object.values(await queue.depth()).every((n) => n === 0);
const statuses = async () =>
  (await alerts.stage.store.deliveries.list({}, { limit: 200, cursor: null })).items.map(
    ({ channelName, status, attempts }) => `${channelName} ${status} ${attempts}`,
  );

/** One message for each of `n` datasets and each of the channels. */
async function tell(process: AlertProcess, n: number, ...channels: string[]) {
  for (const name of channels) await alerts.rule({ name, channelIds: [await alerts.channel(name)] });
  for (let i = 0; i < n; i++)
    await alerts.verdict(await alerts.stage.test({ dataset: `public.t${i}` }), 0, 'failed');
  await alerts.review();
  await process.route();
  await process.flush();
}

it('a message that fails is tried until it arrives, with its job', async () => {
  const process = alerts.another(alerts.stage.store, queue);
  let tries = 0;
  alerts.notifier.answers.set('ops', (send, signal) => {
    tries += 1;
    return tries < 3 ? { kind: 'failed', answer: 'busy', isWorthRetrying: true } : sent(send, signal);
  });
  await work(process, 2);
  await tell(process, 1, 'ops');
  await until(isEmpty);
  await until(async () => (await statuses())[0] === 'ops sent 3');
  expect(alerts.notifier.sends).toHaveLength(3);
  expect(logger.lines).toEqual(
    [1, 2].map(
      (n) =>
        expect.stringMatching(
          `^warn job deliverAlert deliver-.*: attempt ${n} of 10 failed: busy$`,
        ) as string,
    ),
  );
});

it('two workers and jobs that were added twice send each message once', async () => {
  const [one, two] = [
    alerts.another(alerts.stage.store, queue),
    alerts.another((await alerts.stage.another()).store, queue),
  ];
  await tell(one, 5, 'ops', 'data');
  for (const { id, channelId } of (await alerts.stage.store.deliveries.list({}, { limit: 200, cursor: null }))
    .items)
    await queue.add('deliverAlert', { deliveryId: id, channelId }, { id: `again-${id}` });
  await Promise.all([work(one, 4), work(two, 4)]);
  await until(isEmpty);
  const ids = alerts.notifier.sends.map(({ alert }) => alert.deliveryId);
  expect(ids).toHaveLength(10);
  expect(new Set(ids).size).toBe(10);
});

it('a channel that hangs delays no other', async () => {
  const process = alerts.another(alerts.stage.store, queue);
  let letGo = () => {};
  const answered = new Promise<void>((resolve) => (letGo = resolve));
  alerts.notifier.answers.set('down', async () => {
    await answered;
    return { kind: 'failed', answer: 'no answer', isWorthRetrying: false };
  });
  // three places: the hanging channel takes two of them at most
  await work(process, 3);
  await tell(process, 5, 'down', 'up');
  await until(async () => (await statuses()).filter((line) => line === 'up sent 1').length === 5);
  const hanging = (await statuses()).filter((line) => line.startsWith('down'));
  expect(hanging.filter((line) => line === 'down sending 1').length).toBeLessThanOrEqual(2);
  expect(hanging.every((line) => /sending|queued/.test(line))).toBe(true);
  letGo();
  await until(async () => (await statuses()).filter((line) => line === 'down failed 1').length === 5);
});
