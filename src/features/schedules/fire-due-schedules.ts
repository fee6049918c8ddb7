import { Logger } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newLeaseToken } from '../../core/ids.ts';
import { Clock } from '../../ports/clock.ts';
import {
  FiringLedger,
  type BegunFiring,
  type FiringOutcome,
  type HandledSchedule,
  type TakenSchedule,
} from '../../ports/firing-ledger.ts';
import { DueDefinitionReader, type DueSchedule } from './due-definitions.ts';
import { FiringRuns } from './firing-runs.ts';
import { stepOf, type TickStep } from './tick-step.ts';

/** How ticks take schedules. */
export class TickSettings {
  constructor(
    /** What a scheduler that died held is taken over so much later. */
    readonly leaseMs: number,
    readonly schedulesAtOnce: number,
  ) {}
}

/**
 * Makes the runs of every schedule that is due. Any number of processes may do this at once and be killed anywhere:
 * taking a schedule is a conditional write with a lease, an occurrence is begun once, with the time that its runs carry,
 * and whoever finishes it makes the same runs. Answers how many schedules were looked at.
 */
export class FireDueSchedules extends Command<number> {}

/** A tick ends after so many bunches also when more are due; the next one goes on. */
const MOST_BUNCHES = 20;
/** A schedule about which nothing can be done is looked at again so much later. */
const POSTPONED_MS = 10_000;

@CommandHandler(FireDueSchedules)
export class FireDueSchedulesHandler implements ICommandHandler<FireDueSchedules> {
  private readonly log = new Logger(FireDueSchedules.name);

  constructor(
    private readonly firings: FiringLedger,
    private readonly definitions: DueDefinitionReader,
    private readonly runs: FiringRuns,
    private readonly clock: Clock,
    private readonly settings: TickSettings,
  ) {}

  async execute(): Promise<number> {
    const { leaseMs, schedulesAtOnce: limit } = this.settings;
    let looked = 0;
    for (let bunch = 0; bunch < MOST_BUNCHES; bunch++) {
      const now = this.clock.now();
      const token = newLeaseToken(now);
      const taken = await this.firings.take(now, { token, leaseMs, limit });
      if (taken.length > 0) await this.handle(taken, token, now);
      looked += taken.length;
      if (taken.length < limit) break;
    }
    return looked;
  }

  private async handle(taken: readonly TakenSchedule[], token: string, now: Date): Promise<void> {
    const { present, postponed } = await this.definitions.read(taken);
    const steps = present.map((due) => this.stepFor(due, now));
    const begun = new Set(
      await this.firings.begin(
        steps.flatMap(({ step }) => firingToBegin(step) ?? []),
        token,
      ),
    );
    const open = steps.flatMap(({ due, step }) =>
      isOpen(step, begun) ? [{ due, firing: step.firing }] : [],
    );
    const made = await this.runs.make(open);
    const outcomes = new Map(open.map((one) => [one.firing, made.get(one) ?? ('unknown' as const)]));
    await this.firings.settle(
      [
        ...steps.map(({ due, step }) => handledOf(due, step, outcomes, now)),
        ...postponed.map((one) => putOff(one, now)),
      ],
      token,
    );
  }

  /** One schedule that this process cannot plan must not keep the others from running. */
  private stepFor(due: DueSchedule, now: Date): { readonly due: DueSchedule; readonly step: TickStep } {
    try {
      return { due, step: stepOf(due.taken, due.schedule, now) };
    } catch (error) {
      this.log.error(`schedule ${due.schedule.id} cannot be planned: ${String(error)}`);
      return { due, step: { kind: 'putOff' } };
    }
  }
}

/** What is begun by this tick: what is begun already needs no beginning. */
const firingToBegin = (step: TickStep): BegunFiring | null =>
  (step.kind === 'fire' && !step.isBegun) || step.kind === 'skip' ? step.firing : null;

const isOpen = (
  step: TickStep,
  begun: ReadonlySet<BegunFiring>,
): step is TickStep & { readonly kind: 'fire' } =>
  step.kind === 'fire' && (step.isBegun || begun.has(step.firing));

/** `unknown`: the tests could not be read, so the firing stays to be finished. */
type Made = FiringOutcome | 'unknown';

function handledOf(
  { taken, schedule: { id: scheduleId, version } }: DueSchedule,
  step: TickStep,
  outcomes: ReadonlyMap<BegunFiring, Made>,
  now: Date,
): HandledSchedule {
  switch (step.kind) {
    case 'putOff':
      return putOff(taken, now);
    case 'wait':
      return { scheduleId, version, due: step.due, firing: null };
    case 'skip': {
      const outcome = { state: 'skipped', reason: step.reason } as const;
      return { scheduleId, version, due: step.due, firing: { occurrence: step.firing.occurrence, outcome } };
    }
    case 'fire': {
      const outcome = outcomes.get(step.firing);
      if (outcome === 'unknown') return putOff(taken, now);
      // without an outcome somebody else has begun it, and finishes it
      const firing = outcome ? { occurrence: step.firing.occurrence, outcome } : null;
      return { scheduleId, version, due: step.due, firing };
    }
  }
}

/** Looked at again soon, about the same occurrence. */
function putOff({ scheduleId, version, due, begun }: TakenSchedule, now: Date): HandledSchedule {
  const dueAt = new Date(now.getTime() + POSTPONED_MS);
  const about = due ?? begun;
  return {
    scheduleId,
    version,
    due: about && { occurrence: about.occurrence, deadline: about.deadline, dueAt },
    firing: null,
  };
}
