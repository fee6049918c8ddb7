import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ForgetExpiredSessions } from '../features/access/forget-expired-sessions.ts';
import { DispatchDeliveries } from '../features/alerts/dispatch-deliveries.ts';
import { FlushNotices } from '../features/alerts/flush-notices.ts';
import { RemindIncidents } from '../features/alerts/remind-incidents.ts';
import { RouteEvents } from '../features/alerts/route-events.ts';
import { DispatchStrays } from '../features/executions/dispatch-strays.ts';
import { MaintainResults } from '../features/executions/maintain-results.ts';
import { EndOrphanedIncidents } from '../features/incidents/end-orphaned-incidents.ts';
import { ReviewVerdicts } from '../features/incidents/review-verdicts.ts';
import { FireDueSchedules } from '../features/schedules/fire-due-schedules.ts';
import { ReconcileSchedules } from '../features/schedules/reconcile-schedules.ts';
import { WatchSchedules } from '../features/schedules/watch-schedules.ts';

/** How often the platform looks after itself. */
export class TimerSettings {
  constructor(
    readonly every: {
      /** Whether this process is a scheduler. Others only notice when there is none. */
      readonly schedules: boolean;
      readonly tickEveryMs: number;
      readonly sweepEveryMs: number;
      /** Executions that wait longer than this are looked after by the sweep. */
      readonly strayAfterMs: number;
      readonly maintainEveryMs: number;
    },
  ) {}
}

/** What was left half done before this start is mended soon, and not only after an hour. */
const FIRST_RECONCILIATION_MS = 1000;

/** Workers review what they record: this is for verdicts whose worker died, and for those that nobody measured. */
const REVIEW_EVERY_MS = 2000;

/** How soon somebody hears of what happened, beside the time that messages are gathered. */
const ALERTS_EVERY_MS = 1000;
const REMIND_EVERY_MS = 10_000;

/** The clock's edge: at each tick one command. Ticks of one timer never overlap. */
@Injectable()
export class Timers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(Timers.name);
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly commands: CommandBus,
    private readonly registry: SchedulerRegistry,
    private readonly settings: TimerSettings,
  ) {}

  onApplicationBootstrap(): void {
    const { schedules, tickEveryMs, sweepEveryMs, strayAfterMs, maintainEveryMs } = this.settings.every;
    this.every('dead-man check', sweepEveryMs, () => new WatchSchedules());
    if (!schedules) return;
    this.every('tick', tickEveryMs, () => new FireDueSchedules());
    this.every('sweep', sweepEveryMs, () => new DispatchStrays(strayAfterMs));
    this.every('review', REVIEW_EVERY_MS, () => new ReviewVerdicts());
    this.every('alert routing', ALERTS_EVERY_MS, () => new RouteEvents());
    this.every('alert flush', ALERTS_EVERY_MS, () => new FlushNotices());
    this.every('reminders', REMIND_EVERY_MS, () => new RemindIncidents());
    this.every('delivery sweep', sweepEveryMs, () => new DispatchDeliveries(strayAfterMs));
    this.every('maintenance', maintainEveryMs, () => new MaintainResults());
    this.every('expired sessions', maintainEveryMs, () => new ForgetExpiredSessions());
    this.every('orphaned incidents', maintainEveryMs, () => new EndOrphanedIncidents());
    const reconcile = this.every('reconciliation', maintainEveryMs, () => new ReconcileSchedules());
    this.registry.addTimeout('first reconciliation', setTimeout(reconcile, FIRST_RECONCILIATION_MS));
  }

  /** Waits for the ticks that run, so that nothing is closed under them. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private every(name: string, ms: number, command: () => Command<unknown>): () => void {
    const tick = () => {
      if (this.running.has(name)) return;
      this.running.set(
        name,
        this.run(name, command()).finally(() => this.running.delete(name)),
      );
    };
    this.registry.addInterval(name, setInterval(tick, ms));
    return tick;
  }

  private async run(name: string, command: Command<unknown>): Promise<void> {
    try {
      await this.commands.execute(command);
    } catch (cause) {
      this.log.error(
        `${name} failed, the next tick tries again: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
  }
}
