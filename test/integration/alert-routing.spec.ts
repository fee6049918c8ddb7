import { randomUUID } from 'node:crypto';
import { newConnectionId } from '../../src/core/ids.ts';
import { aSignal, minute } from '../contract/incident-samples.ts';
import { someConnection } from '../support/records.ts';
import { openAlertStage, type AlertStage } from './alert-stage.ts';

let alerts: AlertStage;
beforeEach(async () => {
  alerts = await openAlertStage();
});
afterEach(() => alerts.close());

const told = () => alerts.notifier.told();
const orders = (fields: Record<string, unknown> = {}) =>
  alerts.stage.test({ name: 'orders keep coming', dataset: 'public.orders', ...fields });
const dropped = async () =>
  (
    await alerts.stage.query<{ transition: string; drop_reason: string }>(
      'SELECT transition, drop_reason FROM plumbline.alert_notices WHERE drop_reason IS NOT NULL ORDER BY at, transition',
    )
  ).map(({ transition, drop_reason }) => `${transition}: ${drop_reason}`);

describe('what changes', () => {
  it('is told once: opened, escalated, recovered; what stays the same is not told', async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')] });
    const test = await orders();
    for (const [minutes, status] of [
      [0, 'warned'],
      [10, 'warned'],
      [20, 'failed'],
      [30, 'failed'],
      [40, 'passed'],
      [50, 'passed'],
    ] as const) {
      await alerts.verdict(test, minutes, status);
      await alerts.go(minutes, minutes + 1, minutes + 5);
    }
    expect(told()).toEqual([
      'ops: opened: orders keep coming warns on public.orders',
      'ops: escalated: orders keep coming now fails on public.orders',
      'ops: recovered: orders keep coming recovered on public.orders',
    ]);
    const threads = new Set(alerts.notifier.sends.map(({ alert }) => alert.threadId));
    expect(threads.size).toBe(1);
    expect(alerts.notifier.sends.map(({ thread }) => thread.external)).toEqual([
      null,
      { last: 'opened' },
      { last: 'escalated' },
    ]);
    expect(alerts.notifier.sends.map(({ alert }) => alert.stillOpen)).toEqual([1, 1, 0]);
  });

  it('shows the numbers, the trend and the link of what it is about', async () => {
    const connection = someConnection({ name: 'warehouse' });
    await alerts.connections.create(connection);
    await alerts.rule({ channelIds: [await alerts.channel('ops')] });
    const test = await orders({
      connectionId: connection.id,
      tags: ['sales'],
      owner: 'data',
      severity: 'high',
    });
    await alerts.stage.verdict(test, 0, { status: 'passed', observed: { rows: 5210 } });
    await alerts.stage.verdict(test, 10, {
      status: 'failed',
      message: '1,204 rows: fewer than the 5,000 expected',
      observed: { rows: 1204 },
      expected: { fail: { min: 5000 } },
    });
    await alerts.go(10, 11);
    const [incident] = await alerts.incidents();
    expect(alerts.notifier.sends[0]?.alert).toMatchObject({
      transition: 'opened',
      title: 'orders keep coming fails on public.orders',
      summary: '1,204 rows: fewer than the 5,000 expected.',
      severity: 'high',
      more: 0,
      url: `https://plumbline.example.com/v1/incidents/${incident!.id}`,
      incidents: [
        {
          id: incident!.id,
          connection: 'warehouse',
          tags: ['sales'],
          owner: 'data',
          observed: [{ name: 'rows', value: '1,204' }],
          expected: [{ name: 'fail.min', value: '5,000' }],
          trend: [
            { at: new Date('2026-01-31T06:00:00.250Z'), status: 'passed', value: 5210 },
            { at: new Date('2026-01-31T06:10:00.250Z'), status: 'failed', value: 1204 },
          ],
        },
      ],
    });
  });

  it('is not told when nobody asks for it, and the event is done with', async () => {
    await alerts.rule({ match: { tags: ['finance'] }, channelIds: [await alerts.channel('ops')] });
    const off = await alerts.channel('off', { enabled: false });
    await alerts.rule({ name: 'off', channelIds: [off] });
    await alerts.rule({ name: 'disabled', enabled: false, channelIds: [await alerts.channel('other')] });
    await alerts.verdict(await orders(), 0, 'failed');
    await alerts.go(0, 5);
    expect(told()).toEqual([]);
    expect(await alerts.stage.store.outbox.unrouted(10)).toEqual([]);
    expect(await alerts.stage.query('SELECT * FROM plumbline.alert_notices')).toEqual([]);
  });

  it('is told once on a channel that several rules lead to, and on each channel', async () => {
    const [ops, data] = [await alerts.channel('ops'), await alerts.channel('data')];
    await alerts.rule({ name: 'one', channelIds: [ops] });
    await alerts.rule({ name: 'two', channelIds: [ops, data] });
    await alerts.verdict(await orders(), 0, 'failed');
    await alerts.go(0, 1);
    expect([...told()].sort()).toEqual([
      'data: opened: orders keep coming fails on public.orders',
      'ops: opened: orders keep coming fails on public.orders',
    ]);
  });

  it('is told once however many processes route and flush', async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')] });
    await alerts.verdict(await orders(), 0, 'failed');
    await alerts.review();
    const others = await Promise.all(
      [1, 2, 3].map(async () => alerts.another((await alerts.stage.another()).store)),
    );
    await Promise.all([alerts, ...others].map((process) => process.route()));
    alerts.at(2);
    await Promise.all([alerts, ...others].map((process) => process.flush()));
    await alerts.go(3);
    expect(told()).toEqual(['ops: opened: orders keep coming fails on public.orders']);
  });

  it('is not told where the channel has no word for it', async () => {
    alerts.notifier.transitions.splice(0, 7, 'opened');
    await alerts.rule({ channelIds: [await alerts.channel('ops')] });
    const test = await orders();
    await alerts.verdict(test, 0, 'failed');
    await alerts.go(0, 1);
    await alerts.verdict(test, 5, 'passed');
    await alerts.go(5, 7);
    expect(told()).toEqual(['ops: opened: orders keep coming fails on public.orders']);
  });
});

describe('what no longer holds', () => {
  beforeEach(async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')] });
  });

  it('an incident that ended before it was told is not told, and neither is its end', async () => {
    const test = await orders();
    await alerts.verdict(test, 0, 'failed');
    await alerts.go(0);
    await alerts.verdict(test, 0.5, 'passed');
    await alerts.go(0.5);
    await alerts.go(5);
    expect(told()).toEqual([]);
    expect(await dropped()).toEqual(['opened: recovered before it was told', 'recovered: never announced']);
  });

  it('a test that flaps between two messages says nothing more', async () => {
    const test = await orders();
    await alerts.verdict(test, 0, 'failed');
    await alerts.go(0, 1);
    await alerts.verdict(test, 2, 'passed');
    await alerts.verdict(test, 2.2, 'failed');
    await alerts.go(2.2);
    await alerts.go(5);
    expect(told()).toEqual(['ops: opened: orders keep coming fails on public.orders']);
    expect(await dropped()).toEqual(['opened: told already', 'recovered: changed meanwhile']);
  });

  it('an incident that comes back after its end was told is told anew', async () => {
    const test = await orders();
    await alerts.verdict(test, 0, 'failed');
    await alerts.go(0, 1);
    await alerts.verdict(test, 5, 'passed');
    await alerts.go(5, 6);
    await alerts.verdict(test, 10, 'failed');
    await alerts.go(10, 11);
    expect(told()).toEqual([
      'ops: opened: orders keep coming fails on public.orders',
      'ops: recovered: orders keep coming recovered on public.orders',
      'ops: opened: orders keep coming fails on public.orders',
    ]);
    expect(new Set(alerts.notifier.sends.map(({ alert }) => alert.threadId)).size).toBe(2);
  });

  it('an escalation within the first minute is part of the first message', async () => {
    const test = await orders();
    await alerts.verdict(test, 0, 'warned');
    await alerts.go(0);
    await alerts.verdict(test, 0.5, 'failed');
    await alerts.go(0.5);
    await alerts.go(5);
    expect(told()).toEqual(['ops: opened: orders keep coming fails on public.orders']);
  });

  it('who acknowledges within the first minute is told in the same thread', async () => {
    await alerts.verdict(await orders(), 0, 'failed');
    await alerts.go(0);
    await alerts.byHand((await alerts.incidents())[0]!, { action: 'acknowledge' });
    await alerts.go(1);
    await alerts.go(1.1);
    expect(told()).toEqual([
      'ops: opened: orders keep coming fails on public.orders',
      'ops: acknowledged: orders keep coming is acknowledged on public.orders',
    ]);
    expect(new Set(alerts.notifier.sends.map(({ alert }) => alert.threadId)).size).toBe(1);
  });

  it('nothing is told of a muted incident, but its end once the mute is over', async () => {
    const test = await orders();
    await alerts.verdict(test, 0, 'warned');
    await alerts.go(0, 1);
    alerts.at(2);
    await alerts.byHand((await alerts.incidents())[0]!, { action: 'mute', until: minute(60) });
    await alerts.verdict(test, 10, 'failed');
    await alerts.go(10, 12);
    await alerts.verdict(test, 20, 'passed');
    await alerts.go(20, 22);
    expect(told()).toEqual(['ops: opened: orders keep coming warns on public.orders']);
    await alerts.go(61);
    expect(told().slice(1)).toEqual(['ops: recovered: orders keep coming recovered on public.orders']);
  });

  it('the end of a mute repeats what is still open, once', async () => {
    await alerts.verdict(await orders(), 0, 'failed');
    await alerts.go(0, 1);
    alerts.at(2);
    await alerts.byHand((await alerts.incidents())[0]!, { action: 'mute', until: minute(60) });
    for (const minutes of [59, 61, 63, 65]) await alerts.go(minutes);
    expect(told()).toEqual([
      'ops: opened: orders keep coming fails on public.orders',
      'ops: reminder: orders keep coming still fails on public.orders',
    ]);
  });
});

describe('many at once', () => {
  const connectionId = newConnectionId(minute(0));
  const failing = async (n: number, dataset: (i: number) => string, minutes = 0) => {
    for (let i = 0; i < n; i++) {
      const test = await alerts.stage.test({
        name: `test ${i} of ${minutes}`,
        dataset: dataset(i),
        connectionId,
      });
      await alerts.verdict(test, minutes, 'failed');
    }
  };
  beforeEach(async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')] });
  });

  it('those of a dataset within a minute of the first are one message', async () => {
    await failing(2, () => 'public.orders');
    await alerts.go(0);
    await failing(1, () => 'public.orders', 0.9);
    await alerts.go(0.9);
    await alerts.go(1);
    await failing(1, () => 'public.orders', 1.5);
    await alerts.go(1.5);
    await alerts.go(3);
    expect(told()).toEqual([
      'ops: opened: 3 tests of public.orders fail',
      'ops: opened: test 0 of 1.5 fails on public.orders',
    ]);
  });

  it('a few datasets have a message each, many of one connection have one', async () => {
    await failing(5, (i) => `public.t${i}`);
    await alerts.go(0, 1);
    expect(told()).toHaveLength(5);
    await failing(60, (i) => `public.u${i % 30}`, 10);
    await alerts.go(10, 11);
    expect(told().slice(5)).toEqual(['ops: opened: 60 tests of 30 datasets fail']);
    const alert = alerts.notifier.sends[5]!.alert;
    expect([alert.incidents.length, alert.more, alert.stillOpen]).toEqual([50, 10, 60]);
    expect(alert.url).toBe(`https://plumbline.example.com/v1/incidents?connectionId=${connectionId}`);
  });

  it('their recoveries go on in the thread, and say how many are left', async () => {
    const tests = await Promise.all(
      [0, 1, 2].map((i) => alerts.stage.test({ name: `t${i}`, dataset: 'public.orders', connectionId })),
    );
    for (const test of tests) await alerts.verdict(test, 0, 'failed');
    await alerts.go(0, 1);
    for (const test of tests.slice(1)) await alerts.verdict(test, 10, 'passed');
    await alerts.go(10, 11);
    await alerts.verdict(tests[0]!, 20, 'passed');
    await alerts.go(20, 21);
    expect(told()).toEqual([
      'ops: opened: 3 tests of public.orders fail',
      'ops: recovered: 2 tests of public.orders recovered',
      'ops: recovered: t0 recovered on public.orders',
    ]);
    expect(alerts.notifier.sends.map(({ alert }) => alert.stillOpen)).toEqual([3, 1, 0]);
    expect(alerts.notifier.sends[1]!.alert.summary).toBe(
      'The longest was open for 10 min. 1 incident of this alert is still open.',
    );
    expect(new Set(alerts.notifier.sends.map(({ alert }) => alert.threadId)).size).toBe(1);
  });

  it('what has no dataset is told by kind', async () => {
    for (const name of ['nightly', 'hourly'])
      await alerts.stage.store.incidents.raise(
        aSignal({ key: name, subject: { type: 'schedule', id: randomUUID(), name } }),
        minute(0),
      );
    await alerts.go(1);
    expect(told()).toEqual(['ops: opened: 2 schedules give no verdict']);
  });
});
