import type { Session } from '../core/access/session.ts';

/** Where sessions live, by the digest of their token. */
export abstract class SessionStore {
  /** Keeps a new session at least until `endsAt`. */
  abstract create(session: Session, endsAt: Date): Promise<void>;
  abstract get(digest: string): Promise<Session | null>;
  /** Notes that the session was used. Does nothing when it is gone: an ended session stays ended. */
  abstract touch(digest: string, at: Date, endsAt: Date): Promise<void>;
  /** Idempotent. */
  abstract delete(digest: string): Promise<void>;
}
