import { alertRuleDefinition, type AlertRule } from '../../src/core/alerting/alert-rule.ts';
import type { Channel } from '../../src/core/alerting/channel.ts';
import type { ExecutionResult } from '../../src/core/execution.ts';
import { newAlertRuleId, newChannelId, type ChannelId } from '../../src/core/ids.ts';
import type { Incident } from '../../src/core/incidents/incident.ts';
import { byHand, type HandChange } from '../../src/core/incidents/by-hand.ts';
import type { JobPayload } from '../../src/core/jobs.ts';
import type { QualityTest } from '../../src/core/quality-test.ts';
import { AlertComposer } from '../../src/features/alerts/alert-composer.ts';
import { AlertSender } from '../../src/features/alerts/alert-sender.ts';
import { AlertSettings } from '../../src/features/alerts/alert-settings.ts';
import { ChannelSlots } from '../../src/features/alerts/channel-slots.ts';
import { ChannelTrouble } from '../../src/features/alerts/channel-trouble.ts';
import { DeliverAlert, DeliverAlertHandler } from '../../src/features/alerts/deliver-alert.ts';
import { DeliveryDispatcher } from '../../src/features/alerts/delivery-dispatcher.ts';
import { FlushNoticesHandler } from '../../src/features/alerts/flush-notices.ts';
import { OpenChannel } from '../../src/features/alerts/open-channel.ts';
import { RemindIncidentsHandler } from '../../src/features/alerts/remind-incidents.ts';
import { RouteEventsHandler } from '../../src/features/alerts/route-events.ts';
import { RoutingTable } from '../../src/features/alerts/routing-table.ts';
import { IncidentReviewer } from '../../src/features/incidents/incident-reviewer.ts';
import { NotifierRegistry } from '../../src/notify/registry.ts';
import { JobQueue } from '../../src/ports/job-queue.ts';
import { MemoryAlertRuleStore } from '../../src/stores/memory/memory.alert-rule-store.ts';
import { MemoryChannelStore } from '../../src/stores/memory/memory.channel-store.ts';
import { MemoryConnectionStore } from '../../src/stores/memory/memory.connection-store.ts';
import type { ResultsStore } from '../../src/stores/results/results-store.ts';
import { AesGcmSecretCipher } from '../../src/stores/secrets/aes-gcm.secret-cipher.ts';
import { minute, openStage, type IncidentStage } from '../contract/incident-samples.ts';
import { RecordingNotifier } from '../support/recording-notifier.ts';

type Job = JobPayload<'deliverAlert'>;

/** Keeps the jobs, so that a spec runs them when it likes. */
class KeptJobs extends JobQueue {
  readonly jobs: Job[] = [];

  async add(_name: string, payload: object): Promise<void> {
    this.jobs.push(payload as Job);
  }

  async depth() {
    return { waiting: this.jobs.length };
  }
}

/** One process's part in alerts. */
export interface AlertProcess {
  readonly route: () => Promise<number>;
  readonly flush: () => Promise<number>;
  readonly remind: () => Promise<number>;
  readonly deliver: (job: Job, goingDown?: AbortSignal) => Promise<void>;
}

/** From verdicts to what a fake notifier is asked to send, by a clock that stands still until it is set. */
export interface AlertStage extends AlertProcess {
  readonly stage: IncidentStage;
  readonly notifier: RecordingNotifier;
  readonly channels: MemoryChannelStore;
  readonly rules: MemoryAlertRuleStore;
  readonly connections: MemoryConnectionStore;
  /** Jobs that nobody has run. */
  readonly jobs: Job[];
  at(minutes: number): void;
  channel(name: string, fields?: Partial<Channel>): Promise<ChannelId>;
  rule(fields: Record<string, unknown>): Promise<AlertRule>;
  verdict(test: QualityTest, minutes: number, status: ExecutionResult['status']): Promise<void>;
  review(): Promise<void>;
  /** At each of these minutes: reviews verdicts, reminds, routes, flushes, and delivers what there is. */
  go(...minutes: number[]): Promise<void>;
  incidents(): Promise<readonly Incident[]>;
  byHand(incident: Incident, change: HandChange): Promise<void>;
  another(store: ResultsStore, queue?: JobQueue): AlertProcess;
  close(): Promise<void>;
}

const AT = '2026-01-31T05:00:00.000Z';

export async function openAlertStage(
  options: { readonly gatherMs?: number; readonly leaseMs?: number } = {},
): Promise<AlertStage> {
  const stage = await openStage();
  let now = minute(0);
  const clock = { now: () => now };
  const notifier = new RecordingNotifier();
  const notifiers = new NotifierRegistry([notifier]);
  const channels = new MemoryChannelStore();
  const rules = new MemoryAlertRuleStore();
  const connections = new MemoryConnectionStore();
  const settings = new AlertSettings(
    options.gatherMs ?? 60_000,
    'https://plumbline.example.com',
    options.leaseMs ?? 30_000,
    3,
    2,
  );
  const kept = new KeptJobs();
  const cipher = new AesGcmSecretCipher(Buffer.alloc(32, 7));

  const another = (store: ResultsStore, queue: JobQueue = kept): AlertProcess => {
    const table = new RoutingTable(rules, channels, notifiers);
    const composer = new AlertComposer(connections, store.reader, store.outbox, settings);
    const dispatcher = new DeliveryDispatcher(queue);
    const routing = new RouteEventsHandler(store.outbox, table, settings, clock);
    const flushing = new FlushNoticesHandler(store.outbox, table, composer, dispatcher, clock);
    const reminding = new RemindIncidentsHandler(store.outbox, table, clock);
    const delivering = new DeliverAlertHandler(
      store.deliveries,
      channels,
      new AlertSender(new OpenChannel(notifiers, cipher), settings),
      new ChannelSlots(settings),
      new ChannelTrouble(store.incidents, clock),
    );
    return {
      route: () => routing.execute(),
      flush: () => flushing.execute(),
      remind: () => reminding.execute(),
      deliver: (job, goingDown = new AbortController().signal) =>
        delivering.execute(new DeliverAlert(job, goingDown)),
    };
  };
  const here = another(stage.store);
  const reviewer = new IncidentReviewer(stage.store.incidents, stage.tests, clock);
  const incidents = async () =>
    (await stage.store.incidentReader.list({}, { limit: 200, cursor: null })).items;

  return {
    ...here,
    stage,
    notifier,
    channels,
    rules,
    connections,
    jobs: kept.jobs,
    another,
    incidents,
    at: (minutes) => void (now = minute(minutes)),
    channel: async (name, fields = {}) => {
      const id = newChannelId(minute(0));
      await channels.create({
        id,
        version: 1,
        name,
        description: null,
        type: 'recording',
        settings: { to: name },
        sealedSecrets: null,
        secretNames: [],
        enabled: true,
        createdAt: AT,
        updatedAt: AT,
        ...fields,
      });
      return id;
    },
    rule: async (fields) => {
      const definition = alertRuleDefinition.parse({ name: JSON.stringify(fields).slice(0, 200), ...fields });
      const rule = { ...definition, id: newAlertRuleId(minute(0)), version: 1, createdAt: AT, updatedAt: AT };
      await rules.create(rule);
      return rule;
    },
    verdict: (test, minutes, status) => stage.verdict(test, minutes, { status, message: `it ${status}` }),
    review: () => reviewer.review(),
    go: async (...minutes) => {
      for (const each of minutes) {
        now = minute(each);
        await reviewer.review();
        await here.remind();
        await here.route();
        await here.flush();
        for (const job of kept.jobs.splice(0)) await here.deliver(job);
      }
    },
    byHand: async ({ id }, change) => {
      await stage.store.incidents.change(id, null, (current) =>
        byHand(current, change, { by: null, reason: null }, now),
      );
    },
    close: () => stage.close(),
  };
}
