import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../../core/access/actor.ts';
import { newAuditEntry } from '../../core/audit.ts';
import { AuditLog } from '../../ports/audit-log.ts';
import { Clock } from '../../ports/clock.ts';

const MINUTE_MS = 60_000;
/** Nobody shall fill the audit log from outside: beyond so many a minute they are counted only. */
const MOST_A_MINUTE = 60;

/** Keeps the account of requests that would have changed something and were refused at the door. */
@Injectable()
export class Refusals {
  private readonly log = new Logger(Refusals.name);
  /** Strangers must not be able to hide what somebody known tries. */
  private readonly budgets = { strangers: new Budget(), known: new Budget() };

  constructor(
    private readonly entries: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Never rejects: a refusal stays one, whether it can be written or not. */
  async record(route: string, path: string, code: string, actor: Actor): Promise<void> {
    const now = this.clock.now();
    const budget = this.budgets[actor.type === 'anonymous' ? 'strangers' : 'known'];
    const unwritten = budget.spend(now);
    if (unwritten === null) return;
    try {
      await this.entries.record(
        newAuditEntry(now, {
          action: 'request.refuse',
          stage: 'refused',
          subject: { type: 'route', id: route },
          actor,
          details: { code, path: path.slice(0, 300), ...(unwritten > 0 && { notWrittenBefore: unwritten }) },
        }),
      );
    } catch (cause) {
      this.log.error(`a refusal is missing in the audit log: ${String(cause)}`);
    }
  }
}

class Budget {
  private since = 0;
  private written = 0;
  private unwritten = 0;

  /** How many were not written since the last one that was; null when this one may not be written either. */
  spend(now: Date): number | null {
    if (now.getTime() - this.since >= MINUTE_MS) {
      this.since = now.getTime();
      this.written = 0;
    }
    if (this.written >= MOST_A_MINUTE) {
      this.unwritten += 1;
      return null;
    }
    this.written += 1;
    const { unwritten } = this;
    this.unwritten = 0;
    return unwritten;
  }
}
