import type { UserId } from '../ids.ts';

/** Somebody signed in at the web. Whoever holds the token is that user; only the token's digest is kept. */
export interface Session {
  readonly digest: string;
  readonly userId: UserId;
  readonly startedAt: Date;
  readonly seenAt: Date;
}

export interface SessionRules {
  /** A session that is not used for so long is over. */
  readonly idleMs: number;
  /** No session lasts longer, however much it is used. */
  readonly longestMs: number;
}

/** When a session is over unless it is used again. */
export const sessionEnd = ({ startedAt, seenAt }: Session, { idleMs, longestMs }: SessionRules): Date =>
  new Date(Math.min(seenAt.getTime() + idleMs, startedAt.getTime() + longestMs));

/** Whether a session counts, for a user whose sessions count from `sessionsFrom` on. */
export const isLive = (session: Session, rules: SessionRules, sessionsFrom: Date, now: Date): boolean =>
  now < sessionEnd(session, rules) && session.startedAt >= sessionsFrom;
