import { minute } from '../contract/incident-samples.ts';
import { openAlertStage, type AlertStage } from './alert-stage.ts';

// Saturday, 31 January 2026: minute 0 is 06:00 UTC, 07:00 in Berlin
let alerts: AlertStage;
beforeEach(async () => {
  alerts = await openAlertStage();
});
afterEach(() => alerts.close());

const told = () => alerts.notifier.told();
const HOUR = 60;
const orders = (fields: Record<string, unknown> = {}) =>
  alerts.stage.test({ name: 'orders', dataset: 'public.orders', ...fields });

describe('quiet hours', () => {
  const quietHours = { timeZone: 'Europe/Berlin', windows: [{ from: '06:00', to: '09:00' }] };

  it('hold alerts until they end, and drop what is over by then', async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')], quietHours });
    const [lasting, passing] = [
      await orders(),
      await orders({ name: 'customers', dataset: 'public.customers' }),
    ];
    await alerts.verdict(lasting, 0, 'warned');
    await alerts.verdict(passing, 0, 'failed');
    await alerts.go(0, 2);
    await alerts.verdict(lasting, 30, 'failed');
    await alerts.verdict(passing, 30, 'passed');
    await alerts.go(30, 119);
    expect(told()).toEqual([]);
    await alerts.go(2 * HOUR, 2 * HOUR + 5);
    expect(told()).toEqual(['ops: opened: orders fails on public.orders']);
  });

  it('let through what they except, critical incidents where nothing is said', async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')], quietHours });
    await alerts.verdict(await orders({ severity: 'high' }), 0, 'failed');
    await alerts.verdict(await orders({ name: 'payments', severity: 'critical' }), 0, 'failed');
    await alerts.go(0, 1);
    expect(told()).toEqual(['ops: opened: payments fails on public.orders']);
    await alerts.go(2 * HOUR);
    expect(told().slice(1)).toEqual(['ops: opened: orders fails on public.orders']);
  });
});

describe('a digest', () => {
  const digest = { cron: '0 9 * * *', timeZone: 'Europe/Berlin' };

  it('is one message at its time about all that happened since the one before', async () => {
    await alerts.rule({ channelIds: [await alerts.channel('daily')], digest });
    const [lasting, passing] = [
      await orders(),
      await orders({ name: 'customers', dataset: 'public.customers' }),
    ];
    await alerts.verdict(lasting, 0, 'failed');
    await alerts.verdict(passing, 0, 'failed');
    await alerts.go(0, 5);
    await alerts.verdict(passing, 60, 'passed');
    await alerts.go(60, 119);
    expect(told()).toEqual([]);
    await alerts.go(2 * HOUR);
    expect(told()).toEqual(['daily: digest: Digest: 2 opened, 1 recovered, 1 still open']);
    expect(
      alerts.notifier.sends[0]!.alert.incidents.map(({ subject, status }) => [subject.name, status]),
    ).toEqual([
      ['orders', 'open'],
      ['customers', 'resolved'],
    ]);
    await alerts.verdict(lasting, 3 * HOUR, 'passed');
    await alerts.go(3 * HOUR, 26 * HOUR);
    expect(told().slice(1)).toEqual(['daily: digest: Digest: 0 opened, 1 recovered, 0 still open']);
    await alerts.go(50 * HOUR);
    expect(told()).toHaveLength(2);
  });

  it('waits for nothing that another rule tells at once on that channel', async () => {
    const ops = await alerts.channel('ops');
    await alerts.rule({ name: 'digest', channelIds: [ops], digest });
    await alerts.rule({ name: 'now', match: { severities: ['critical'] }, channelIds: [ops] });
    await alerts.verdict(await orders({ severity: 'critical' }), 0, 'failed');
    await alerts.verdict(await orders({ name: 'customers' }), 0, 'failed');
    await alerts.go(0, 1, 2 * HOUR);
    expect(told()).toEqual([
      'ops: opened: orders fails on public.orders',
      'ops: digest: Digest: 1 opened, 0 recovered, 1 still open',
    ]);
  });
});

describe('reminders', () => {
  const reminders = { every: '1h', max: 3 };
  const open = ['ops: opened: orders fails on public.orders'];
  const still = 'ops: reminder: orders still fails on public.orders';

  it('repeat an open incident, as often as the rule says, on the channels of that rule only', async () => {
    await alerts.rule({ name: 'reminds', channelIds: [await alerts.channel('ops')], reminders });
    await alerts.rule({ name: 'does not', channelIds: [await alerts.channel('other')] });
    await alerts.verdict(await orders(), 0, 'failed');
    await alerts.go(0, 1);
    expect([...told()].sort()).toEqual([...open, 'other: opened: orders fails on public.orders']);
    for (let minutes = 30; minutes < 6 * HOUR; minutes += 5) await alerts.go(minutes);
    expect(told().slice(2)).toEqual([still, still, still]);
    const { events } = await alerts.stage.store.incidentReader.timeline(
      (await alerts.incidents())[0]!.id,
      20,
    );
    expect(events.map(({ type }) => type)).toEqual(['opened', 'reminded', 'reminded', 'reminded']);
  });

  it('are one for each time, however many processes look', async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')], reminders });
    await alerts.verdict(await orders(), 0, 'failed');
    await alerts.go(0, 1);
    const others = await Promise.all(
      [1, 2, 3].map(async () => alerts.another((await alerts.stage.another()).store)),
    );
    alerts.at(62);
    expect((await Promise.all([alerts, ...others].map((process) => process.remind()))).sort()).toEqual([
      0, 0, 0, 1,
    ]);
    await alerts.go(62, 63);
    expect(told()).toEqual([...open, still]);
  });

  it('stop when somebody acknowledges, or it is over', async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')], reminders });
    const [one, two] = [await orders(), await orders({ name: 'customers', dataset: 'public.customers' })];
    await alerts.verdict(one, 0, 'failed');
    await alerts.verdict(two, 0, 'failed');
    await alerts.go(0, 1);
    alerts.at(10);
    const ofOrders = (await alerts.incidents()).find(({ subject }) => subject.name === 'orders')!;
    await alerts.byHand(ofOrders, { action: 'acknowledge' });
    await alerts.verdict(two, 20, 'passed');
    await alerts.go(20, 21, 65, 70, 130);
    expect(told().filter((line) => line.includes('reminder'))).toEqual([]);
  });

  it('wait while it is muted, and the end of the mute is one', async () => {
    await alerts.rule({ channelIds: [await alerts.channel('ops')], reminders });
    await alerts.verdict(await orders(), 0, 'failed');
    await alerts.go(0, 1);
    alerts.at(10);
    await alerts.byHand((await alerts.incidents())[0]!, { action: 'mute', until: minute(150) });
    await alerts.go(65, 130, 149);
    expect(told()).toEqual(open);
    await alerts.go(150, 152, 160, 205);
    expect(told()).toEqual([...open, still]);
    await alerts.go(211, 213);
    expect(told()).toEqual([...open, still, still]);
  });
});
