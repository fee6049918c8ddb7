import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ScheduleModule } from '@nestjs/schedule';
import { ApiModule } from '../api/api.module.ts';
import type { Env } from '../config/env.ts';
import { jobs } from '../core/jobs.ts';
import { AlertSettings } from '../features/alerts/alert-settings.ts';
import { LeaseSettings } from '../features/executions/claim-keeper.ts';
import { featureHandlers, featureServices } from '../features/feature-handlers.ts';
import { TickSettings } from '../features/schedules/fire-due-schedules.ts';
import { MailSettings } from '../features/mails/mail-settings.ts';
import { AlertOutbox } from '../ports/alert-outbox.ts';
import { AlertRuleStore } from '../ports/alert-rule-store.ts';
import { AuditLog } from '../ports/audit-log.ts';
import { ChannelStore } from '../ports/channel-store.ts';
import { Clock, SystemClock } from '../ports/clock.ts';
import { ConnectionStore } from '../ports/connection-store.ts';
import { Connectors } from '../ports/connectors.ts';
import { DashboardReader } from '../ports/dashboard-reader.ts';
import { DueSchedules } from '../ports/due-schedules.ts';
import { DeliveryLedger } from '../ports/delivery-ledger.ts';
import { ExecutionLedger } from '../ports/execution-ledger.ts';
import { ExecutionReader } from '../ports/execution-reader.ts';
import { FiringLedger } from '../ports/firing-ledger.ts';
import { IncidentReader } from '../ports/incident-reader.ts';
import { IncidentStore } from '../ports/incident-store.ts';
import { JobQueue } from '../ports/job-queue.ts';
import { Mailbox } from '../ports/mailbox.ts';
import { Notifiers } from '../ports/notifier.ts';
import { Readiness } from '../ports/readiness.ts';
import { ResultsMaintenance } from '../ports/results-maintenance.ts';
import { ScheduleStore } from '../ports/schedule-store.ts';
import { ScheduleWatch } from '../ports/schedule-watch.ts';
import { SecretCipher } from '../ports/secret-cipher.ts';
import { TestStore } from '../ports/test-store.ts';
import { Timers, TimerSettings } from '../scheduler/timers.ts';
import { AlertWorker } from '../workers/alert.worker.ts';
import { RunWorker } from '../workers/run.worker.ts';
import { accessPortsOf, accessSettingsOf, sharedWithTheApi } from './access-providers.ts';
import type { Adapters } from './adapters.ts';

const HOUR_MS = 3_600_000;
/** Leases are extended this often; it is also how soon a running execution notices that it was cancelled. */
const HEARTBEAT_MS = 1000;
/** What a scheduler that was killed had taken is taken over by another after so long. */
const TICK_LEASE_MS = 30_000;
const SCHEDULES_AT_ONCE = 1000;

/** Binds every port to its adapter and adds the edges of the role. */
@Module({})
export class PlatformModule {
  static of(env: Env, adapters: Adapters, workerName: string): DynamicModule {
    const has = rolesOf(env);
    return {
      module: PlatformModule,
      global: true,
      imports: [
        CqrsModule.forRoot(),
        ...(has.scheduler || has.worker ? [ScheduleModule.forRoot()] : []),
        ...(has.api ? [ApiModule] : []),
      ],
      providers: [
        ...portsOf(adapters),
        ...accessPortsOf(adapters.access),
        ...accessSettingsOf(env),
        { provide: AlertSettings, useValue: alertsOf(env) },
        { provide: LeaseSettings, useValue: leaseOf(env, workerName) },
        { provide: TickSettings, useValue: new TickSettings(TICK_LEASE_MS, SCHEDULES_AT_ONCE) },
        { provide: MailSettings, useValue: new MailSettings(env.mail.url === null) },
        ...featureServices,
        ...featureHandlers,
        ...(has.worker ? [RunWorker, AlertWorker] : []),
        ...(has.scheduler || has.worker
          ? [{ provide: TimerSettings, useValue: timersOf(env, has.scheduler) }, Timers]
          : []),
      ],
      exports: [Readiness, ...sharedWithTheApi],
    };
  }
}

/** Which edges a process of this role has. */
export const rolesOf = ({ role }: Env) => ({
  api: role === 'all' || role === 'api',
  worker: role === 'all' || role === 'worker',
  scheduler: role === 'all' || role === 'scheduler',
});

const portsOf = (adapters: Adapters): Provider[] => [
  { provide: Clock, useClass: SystemClock },
  { provide: SecretCipher, useValue: adapters.cipher },
  { provide: ConnectionStore, useValue: adapters.connections },
  { provide: TestStore, useValue: adapters.tests },
  { provide: ChannelStore, useValue: adapters.channels },
  { provide: AlertRuleStore, useValue: adapters.alertRules },
  { provide: ScheduleStore, useValue: adapters.schedules },
  { provide: AuditLog, useValue: adapters.auditLog },
  { provide: Connectors, useValue: adapters.connectors },
  { provide: JobQueue, useValue: adapters.queue },
  { provide: Notifiers, useValue: adapters.notifiers },
  { provide: Mailbox, useValue: adapters.results.mailbox },
  { provide: ExecutionLedger, useValue: adapters.results.ledger },
  { provide: ExecutionReader, useValue: adapters.results.reader },
  { provide: DashboardReader, useValue: adapters.results.dashboard },
  { provide: DueSchedules, useValue: adapters.results.dues },
  { provide: FiringLedger, useValue: adapters.results.firings },
  { provide: ScheduleWatch, useValue: adapters.results.scheduleWatch },
  { provide: IncidentStore, useValue: adapters.results.incidents },
  { provide: IncidentReader, useValue: adapters.results.incidentReader },
  { provide: ResultsMaintenance, useValue: adapters.results },
  { provide: AlertOutbox, useValue: adapters.results.outbox },
  { provide: DeliveryLedger, useValue: adapters.results.deliveries },
  { provide: Readiness, useValue: adapters.readiness },
];

const leaseOf = ({ worker }: Env, name: string) =>
  new LeaseSettings(name, worker.leaseMs, worker.maxAttempts, HEARTBEAT_MS);

const SENDS_PER_CHANNEL = 4;

const alertsOf = ({ alertGatherMs, publicUrl, worker }: Env) =>
  new AlertSettings(alertGatherMs, publicUrl, worker.leaseMs, jobs.deliverAlert.attempts, SENDS_PER_CHANNEL);

/** A job that is on its way must not be taken for a stray, hence twice the sweep's interval. */
const timersOf = ({ sweepEveryMs, tickEveryMs }: Env, schedules: boolean) =>
  new TimerSettings({
    schedules,
    tickEveryMs,
    sweepEveryMs,
    strayAfterMs: 2 * sweepEveryMs,
    maintainEveryMs: HOUR_MS,
  });
