import type { ConnectionTarget } from '../core/connection.ts';
import { SourceUnavailable } from '../ports/connector.ts';

/** One connection to a customer's server. */
export interface PooledSession {
  /** False as soon as the connection is known to be broken or closed. */
  readonly isUsable: boolean;
  /** Whether it is as good as new, so that somebody else may have it. */
  readonly isIdle: boolean;
  close(): Promise<void>;
}

/** How an engine logs in. Both throw `SourceUnavailable`. */
export interface SessionOpener<L, S extends PooledSession> {
  loginOf(target: ConnectionTarget): L;
  open(login: L): Promise<S>;
}

/** A session that nobody else uses until it is released. */
export interface Lease<L, S extends PooledSession> {
  readonly login: L;
  readonly session: S;
  /** Whether the session was open already, and may have died unnoticed since. */
  readonly isReused: boolean;
  /** Gives a session back that is as good as new. */
  release(): Promise<void>;
}

const IDLE_MS = 10_000;

/**
 * Sessions by connection: at most `maxConcurrency` at a time, kept open for a short while so that runs one after the
 * other need not log in again. A new version of the connection starts anew: nothing lives on with the old secrets.
 */
export class SessionPool<L, S extends PooledSession> {
  readonly #lanes = new Map<string, Lane<S>>();
  #isClosed = false;

  constructor(private readonly opener: SessionOpener<L, S>) {}

  /** Waits for a free place as long as it takes. Throws `SourceUnavailable`, with CANCELLED when `signal` aborts. */
  async acquire(target: ConnectionTarget, signal: AbortSignal, mayReuse: boolean): Promise<Lease<L, S>> {
    if (this.#isClosed)
      throw new SourceUnavailable({ code: 'CANCELLED', message: 'the program is stopping' });
    const login = this.opener.loginOf(target);
    const lane = this.#laneOf(target);
    await lane.enter(signal);
    try {
      const idle = lane.takeIdle(mayReuse);
      const session = idle ?? (await unlessAborted(this.opener.open(login), signal));
      const release = () => lane.leaveWith(session);
      return { login, session, isReused: idle !== null, release };
    } catch (error) {
      lane.leave();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.retire()));
    this.#lanes.clear();
  }

  #laneOf({ id, version, limits }: ConnectionTarget): Lane<S> {
    const known = this.#lanes.get(id);
    if (known?.version === version) return known;
    void known?.retire();
    const lane = new Lane<S>(version, limits.maxConcurrency, () => {
      if (this.#lanes.get(id) === lane) this.#lanes.delete(id);
    });
    this.#lanes.set(id, lane);
    return lane;
  }
}

/** The sessions of one version of one connection. */
class Lane<S extends PooledSession> {
  readonly #idle = new Map<S, NodeJS.Timeout>();
  readonly #waiting = new Set<() => void>();
  #taken = 0;
  #isRetired = false;

  constructor(
    readonly version: number,
    private readonly places: number,
    private readonly onEmpty: () => void,
  ) {}

  async enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw cancelled();
    if (this.#taken < this.places) {
      this.#taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(go);
        reject(cancelled());
      };
      const go = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  takeIdle(mayReuse: boolean): S | null {
    if (!mayReuse) return null;
    for (const [session, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(session);
      if (session.isUsable) return session;
    }
    return null;
  }

  async leaveWith(session: S): Promise<void> {
    const isKept = session.isIdle && !this.#isRetired;
    if (isKept) this.#idle.set(session, setTimeout(() => this.#expire(session), IDLE_MS).unref());
    this.leave();
    if (!isKept) await session.close();
  }

  /** The place goes to who waits longest. */
  leave(): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next();
      return;
    }
    this.#taken -= 1;
    this.#forgetWhenEmpty();
  }

  /** Closes what is idle; what is taken is closed when it comes back. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    const idle = [...this.#idle.keys()];
    for (const timer of this.#idle.values()) clearTimeout(timer);
    this.#idle.clear();
    await Promise.all(idle.map((session) => session.close()));
  }

  #expire(session: S): void {
    this.#idle.delete(session);
    void session.close();
    this.#forgetWhenEmpty();
  }

  #forgetWhenEmpty(): void {
    if (this.#taken === 0 && this.#idle.size === 0) this.onEmpty();
  }
}

/** The session, or no more waiting for it when `signal` aborts. */
async function unlessAborted<S extends PooledSession>(opening: Promise<S>, signal: AbortSignal): Promise<S> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([opening, aborted]);
  } catch (error) {
    // when it was the abort, the session may still open later: nobody will use it
    void opening.then(
      (session) => session.close(),
      () => null,
    );
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

const cancelled = () => new SourceUnavailable({ code: 'CANCELLED', message: 'the run was cancelled' });
