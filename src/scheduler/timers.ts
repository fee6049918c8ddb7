import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ForgetExpiredSessions } from '../features/access/forget-expired-sessions.ts';
import { DispatchStrays } from '../features/executions/dispatch-strays.ts';
import { MaintainResults } from '../features/executions/maintain-results.ts';

/** How often the platform looks after itself. */
export class TimerSettings {
  constructor(
    readonly sweepEveryMs: number,
    /** Executions that wait longer than this are looked after by the sweep. */
    readonly strayAfterMs: number,
    readonly maintainEveryMs: number,
  ) {}
}

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
    this.every('maintenance', maintainEveryMs, () => new MaintainResults());
    this.every('expired sessions', maintainEveryMs, () => new ForgetExpiredSessions());
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
