import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';
import { SchedulerRegistry } from '@nestjs/schedule';
import { DispatchStrays } from '../features/executions/dispatch-strays.ts';
import { MaintainResults } from '../features/executions/maintain-results.ts';
import { ReviewVerdicts } from '../features/incidents/review-verdicts.ts';

/** How often the platform looks after itself. */
export class TimerSettings {
  constructor(
    readonly sweepEveryMs: number,
    /** Executions that wait longer than this are looked after by the sweep. */
    readonly strayAfterMs: number,
    readonly maintainEveryMs: number,
  ) {}
}

/** Workers review what they record: this is for verdicts whose worker died, and for those that nobody measured. */
const REVIEW_EVERY_MS = 2000;

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
    const { sweepEveryMs, strayAfterMs, maintainEveryMs } = this.settings;
    this.every('sweep', sweepEveryMs, () => new DispatchStrays(strayAfterMs));
    this.every('review', REVIEW_EVERY_MS, () => new ReviewVerdicts());
    this.every('maintenance', maintainEveryMs, () => new MaintainResults());
  }

  /** Waits for the ticks that run, so that nothing is closed under them. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private every(name: string, ms: number, command: () => Command<unknown>): void {
    const tick = () => {
      if (this.running.has(name)) return;
      this.running.set(
        name,
        this.run(name, command()).finally(() => this.running.delete(name)),
      );
    };
    this.registry.addInterval(name, setInterval(tick, ms));
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
