import { Injectable } from '@nestjs/common';
import type { Principal } from '../../core/access/actor.ts';
import { Clock } from '../../ports/clock.ts';

/** Somebody whom a credential stands for, and until when. */
export interface Vouched {
  readonly principal: Principal;
  /** Null: for good. */
  readonly until: Date | null;
}

/** How long another process may go on to accept what this one has ended. */
const LONGEST_MS = 10_000;
const MOST = 10_000;

/** Whom the credentials of the last seconds stand for, so that a request need not ask the config store. */
@Injectable()
export class PrincipalCache {
  private known = new Map<string, { readonly principal: Principal; readonly until: number }>();
  private generation = 0;

  constructor(private readonly clock: Clock) {}

  /** `find` is asked when `digest` is not known; what it does not find is not kept. */
  async get(digest: string, find: () => Promise<Vouched | null>): Promise<Principal | null> {
    const kept = this.known.get(digest);
    if (kept && this.clock.now().getTime() < kept.until) return kept.principal;
    const { generation } = this;
    const found = await find();
    // what was read before somebody was shut out may not be kept after it
    if (found && generation === this.generation) this.keep(digest, found);
    return found?.principal ?? null;
  }

  /** After any change of users, keys and sessions. */
  clear(): void {
    this.known = new Map();
    this.generation += 1;
  }

  private keep(digest: string, { principal, until }: Vouched): void {
    if (this.known.size >= MOST) this.known = new Map();
    const latest = this.clock.now().getTime() + LONGEST_MS;
    this.known.set(digest, { principal, until: Math.min(latest, until?.getTime() ?? latest) });
  }
}
