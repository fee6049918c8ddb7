import { Logger } from '@nestjs/common';
import type { DeliveryId } from '../../src/core/ids.ts';
import { Postponed } from '../../src/core/jobs.ts';
import type { DeliveryOutcome } from '../../src/ports/notifier.ts';
import { minute } from '../contract/incident-samples.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { openAlertStage, type AlertStage } from './alert-stage.ts';

let alerts: AlertStage;
let logger: RecordingLogger;
beforeEach(async () => {
  Logger.overrideLogger((logger = new RecordingLogger()));
  alerts = await openAlertStage({ gatherMs: 0 });
});
afterEach(() => alerts.close());

const down: DeliveryOutcome = { kind: 'failed', answer: 'refused', isWorthRetrying: true };
const ledger = () => alerts.stage.store.deliveries;
const log = async (id: DeliveryId) =>
  (await ledger().get(id))!.log.map(({ number, outcome, answer, endedAt }) => [
    number,
    outcome,
    answer,
    endedAt !== null,
  ]);
const ofChannels = async () => (await alerts.incidents()).find(({ kind }) => kind === 'delivery');
const deliveries = async (filter = {}) => (await ledger().list(filter, { limit: 200, cursor: null })).items;

/** A message about one failing test for each of the channels, not tried yet; the job of the first. */
async function queued(...channels: string[]) {
  await alerts.rule({ channelIds: await Promise.all(channels.map((name) => alerts.channel(name))) });
  const test = await alerts.stage.test({ name: 'orders', dataset: 'public.orders' });
  await alerts.verdict(test, 0, 'failed');
  await alerts.review();
  await alerts.route();
  await alerts.flush();
  return { test, job: alerts.jobs[0]! };
}

it('is recorded with its attempt, and the job that comes again does nothing', async () => {
  const { job } = await queued('ops');
  expect(await deliveries()).toMatchObject([
    { status: 'queued', attempts: 0, answer: null, finishedAt: null },
  ]);
  await alerts.deliver(job);
  await alerts.deliver(job);
  expect(alerts.notifier.sends).toHaveLength(1);
  expect(await deliveries()).toMatchObject([
    {
      id: job.deliveryId,
      channelName: 'ops',
      channelType: 'recording',
      transition: 'opened',
      status: 'sent',
      attempts: 1,
      answer: 'ok',
    },
  ]);
  expect(await log(job.deliveryId)).toEqual([[1, 'sent', 'ok', true]]);
});

it('is sent by one of many workers at the same time', async () => {
  const { job } = await queued('ops');
  const workers = await Promise.all(
    [1, 2, 3, 4].map(async () => alerts.another((await alerts.stage.another()).store)),
  );
  const ends = await Promise.allSettled(workers.map((worker) => worker.deliver(job)));
  expect(alerts.notifier.sends).toHaveLength(1);
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(Postponed);
});

it('is tried again unchanged, and the next attempt knows that there was one', async () => {
  const { job } = await queued('ops');
  alerts.notifier.answers.set('ops', () => down);
  await expect(alerts.deliver(job)).rejects.toMatchObject({ code: 'ALERT_NOT_SENT', message: 'refused' });
  alerts.notifier.answers.clear();
  await alerts.deliver(job);
  const [first, second] = alerts.notifier.sends;
  expect(second!.alert).toEqual(first!.alert);
  expect([first!.thread.mayHaveArrived, second!.thread.mayHaveArrived]).toEqual([false, true]);
  expect(second!.thread.firstTriedAt).toEqual(first!.thread.firstTriedAt);
  expect(await log(job.deliveryId)).toEqual([
    [1, 'failed', 'refused', true],
    [2, 'sent', 'ok', true],
  ]);
});

it('waits as long as the other side asks', async () => {
  const { job } = await queued('ops');
  alerts.notifier.answers.set('ops', () => ({ ...down, retryAfterMs: 90_000 }));
  await expect(alerts.deliver(job)).rejects.toMatchObject({ name: 'Postponed', delayMs: 90_000 });
});

it('after a worker that died while sending, the next one waits for its lease and says that it may have arrived', async () => {
  const { job } = await queued('ops');
  const answer = await ledger().claim(job.deliveryId, 30_000);
  expect(answer).toMatchObject({ kind: 'claimed', claim: { attempt: 1, mayHaveArrived: false } });
  const refusal: unknown = await alerts.deliver(job).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Postponed);
  expect((refusal as Postponed).delayMs).toBe(2000);
  expect(alerts.notifier.sends).toEqual([]);

  await alerts.stage.query(`UPDATE plumbline.alert_deliveries SET lease_until = now() - interval '1 second'`);
  await alerts.deliver(job);
  expect(alerts.notifier.sends.map(({ thread }) => thread.mayHaveArrived)).toEqual([true]);
  expect(await log(job.deliveryId)).toEqual([
    [1, 'unknown', null, false],
    [2, 'sent', 'ok', true],
  ]);
  // the one that was thought dead comes back: it has nothing to say any more
  if (answer.kind !== 'claimed') throw new Error('not claimed');
  const late = { kind: 'failed', answer: 'late', outcome: 'failed' } as const;
  expect(await ledger().record(answer.claim, late)).toBe(false);
  expect(await deliveries()).toMatchObject([{ status: 'sent', answer: 'ok' }]);
});

it('of a worker that goes down is given back as one that may have arrived', async () => {
  const { job } = await queued('ops');
  const goingDown = new AbortController();
  alerts.notifier.answers.set('ops', () => {
    goingDown.abort();
    return new Promise(() => {});
  });
  await expect(alerts.deliver(job, goingDown.signal)).rejects.toMatchObject({ code: 'ALERT_NOT_SENT' });
  expect(await deliveries()).toMatchObject([{ status: 'queued', answer: 'this worker is going down' }]);
  alerts.notifier.answers.clear();
  await alerts.deliver(job);
  expect(alerts.notifier.sends[1]!.thread.mayHaveArrived).toBe(true);
});

it('that a notifier does not end by itself is broken off', async () => {
  await alerts.close();
  alerts = await openAlertStage({ gatherMs: 0, leaseMs: 100 });
  const { job } = await queued('ops');
  alerts.notifier.answers.set('ops', () => new Promise(() => {}));
  await expect(alerts.deliver(job)).rejects.toMatchObject({ code: 'ALERT_NOT_SENT' });
  expect(await log(job.deliveryId)).toEqual([[1, 'unknown', 'no answer within 50 ms', true]]);
});

describe('giving up', () => {
  const giveUp = async () => {
    const { test } = await queued('ops', 'other');
    const [ofOps] = (await deliveries()).filter(({ channelName }) => channelName === 'ops');
    const job = { deliveryId: ofOps!.id, channelId: ofOps!.channelId };
    alerts.notifier.answers.set('ops', () => down);
    for (const tryAgain of [true, true, false]) {
      const end = alerts.deliver(job);
      await (tryAgain ? expect(end).rejects.toThrow('refused') : end);
    }
    for (const each of alerts.jobs.splice(0)) await alerts.deliver(each);
    return { job, test };
  };

  it('is loud: after the last attempt an incident of the channel, told on other channels', async () => {
    const { job } = await giveUp();
    expect(await ledger().get(job.deliveryId)).toMatchObject({
      status: 'failed',
      attempts: 3,
      answer: 'refused',
    });
    expect(await ofChannels()).toMatchObject({
      kind: 'delivery',
      status: 'open',
      subject: { type: 'channel', id: job.channelId, name: 'ops' },
      message: '"orders fails on public.orders" was given up after 3 attempts: refused',
    });
    expect(logger.lines).toEqual([
      `error alert ${job.deliveryId} on channel ops is given up after 3 attempts: refused`,
    ]);
    const before = alerts.notifier.told().length;
    await alerts.go(1, 2);
    expect(alerts.notifier.told().slice(before)).toEqual(['other: opened: ops does not deliver']);
    expect(await ledger().health(job.channelId)).toMatchObject({
      lastSentAt: null,
      lastFailure: { answer: 'refused' },
      waiting: 0,
    });
  });

  it('ends with the next message that arrives', async () => {
    const { job } = await giveUp();
    alerts.notifier.answers.clear();
    expect(await ledger().retry(job.deliveryId)).toBe(true);
    expect(await ledger().retry(job.deliveryId)).toBe(false);
    await alerts.deliver(job);
    expect(await ledger().get(job.deliveryId)).toMatchObject({ status: 'sent', attempts: 4 });
    expect(await ofChannels()).toMatchObject({ kind: 'delivery', status: 'resolved' });
    expect((await ledger().health(job.channelId)).lastSentAt).not.toBeNull();
  });

  it('what was to follow in the thread is dropped', async () => {
    const { job, test } = await queued('ops');
    alerts.notifier.answers.set('ops', () => down);
    await expect(alerts.deliver(job)).rejects.toThrow('refused');
    await alerts.verdict(test, 10, 'passed');
    alerts.at(10);
    await alerts.review();
    await alerts.route();
    await alerts.flush();
    alerts.notifier.answers.set('ops', () => ({ ...down, isWorthRetrying: false }));
    await alerts.deliver(job);
    alerts.notifier.answers.clear();
    await alerts.deliver(alerts.jobs.at(-1)!);
    expect(
      (await deliveries()).map(({ transition, status, answer }) => [transition, status, answer]),
    ).toEqual([
      ['recovered', 'dropped', 'the message that this one goes on with was not sent'],
      ['opened', 'failed', 'refused'],
    ]);
  });

  it('leaves the channel unaware: what is told next is told as new, an end is not told', async () => {
    const { test } = await giveUp();
    alerts.notifier.answers.clear();
    const ofOps = () => alerts.notifier.told().filter((line) => line.startsWith('ops'));
    const before = ofOps().length;
    alerts.at(5);
    const open = (await alerts.incidents()).find(({ kind }) => kind === 'data')!;
    await alerts.byHand(open, { action: 'mute', until: minute(20) });
    await alerts.go(21);
    expect(ofOps().slice(before)).toEqual(['ops: opened: orders fails on public.orders']);
    await alerts.verdict(test, 30, 'passed');
    await alerts.go(30);
    expect(ofOps().slice(before + 1)).toEqual(['ops: recovered: orders recovered on public.orders']);
  });

  it('comes at once where trying again cannot help', async () => {
    const { job } = await queued('ops');
    alerts.notifier.answers.set('ops', () => ({
      ...down,
      isWorthRetrying: false,
      answer: 'no such address',
    }));
    await alerts.deliver(job);
    expect(await deliveries()).toMatchObject([{ status: 'failed', attempts: 1, answer: 'no such address' }]);
    expect(await ofChannels()).toMatchObject({ kind: 'delivery' });
  });
});

it('messages of a thread go out in order', async () => {
  const { test, job } = await queued('ops');
  alerts.notifier.answers.set('ops', () => down);
  await expect(alerts.deliver(job)).rejects.toThrow('refused');
  alerts.notifier.answers.clear();
  await alerts.verdict(test, 10, 'passed');
  alerts.at(10);
  await alerts.review();
  await alerts.route();
  await alerts.flush();
  const recovery = alerts.jobs.at(-1)!;
  await expect(alerts.deliver(recovery)).rejects.toBeInstanceOf(Postponed);
  await alerts.deliver(job);
  await alerts.deliver(recovery);
  expect(alerts.notifier.sends.map(({ alert }) => alert.transition)).toEqual([
    'opened',
    'opened',
    'recovered',
  ]);
});

it.each([
  ['was disabled meanwhile', 'the channel is disabled'],
  ['was deleted meanwhile', 'the channel is gone'],
])('to a channel that %s is dropped', async (what, answer) => {
  const { job } = await queued('ops');
  const channel = (await alerts.channels.get(job.channelId))!;
  await (what.includes('deleted')
    ? alerts.channels.delete(channel.id, null)
    : alerts.channels.replace({ ...channel, version: 2, enabled: false }));
  await alerts.deliver(job);
  expect(alerts.notifier.sends).toEqual([]);
  expect(await deliveries()).toMatchObject([{ status: 'dropped', answer }]);
});

it('without a job is found by the sweep, once in a while', async () => {
  const { job } = await queued('ops');
  expect(await ledger().strays(60_000, 10)).toEqual([]);
  await alerts.stage.query(`UPDATE plumbline.alert_deliveries SET touched_at = now() - interval '2 minutes'`);
  expect(await ledger().strays(60_000, 10)).toEqual([job]);
  expect(await ledger().strays(60_000, 10)).toEqual([]);
  await alerts.deliver(job);
  await alerts.stage.query(`UPDATE plumbline.alert_deliveries SET touched_at = now() - interval '2 minutes'`);
  expect(await ledger().strays(60_000, 10)).toEqual([]);
});

it('the log lists the newest first, page by page, and can be asked for less', async () => {
  await queued('ops', 'other');
  const [newest, oldest] = await deliveries();
  const page = await ledger().list({}, { limit: 1, cursor: null });
  expect(page.items).toEqual([newest]);
  expect(await ledger().list({}, { limit: 1, cursor: page.nextCursor })).toEqual({
    items: [oldest],
    nextCursor: null,
  });
  expect(await deliveries({ channelId: oldest!.channelId })).toEqual([oldest]);
  expect(await deliveries({ status: ['sent'] })).toEqual([]);
  expect(await deliveries({ transition: ['opened'] })).toHaveLength(2);
  const [incident] = await alerts.incidents();
  expect(await deliveries({ incidentId: incident!.id })).toHaveLength(2);
  await expect(ledger().list({}, { limit: 1, cursor: 'nonsense' })).rejects.toMatchObject({
    code: 'MALFORMED_CURSOR',
  });
});
