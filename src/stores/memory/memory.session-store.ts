import type { Session } from '../../core/access/session.ts';
import { SessionStore } from '../../ports/session-store.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemorySessionStore extends SessionStore {
  private readonly sessions = new Map<string, Session>();

  async create(session: Session): Promise<void> {
    this.sessions.set(session.digest, session);
  }

  async get(digest: string): Promise<Session | null> {
    return this.sessions.get(digest) ?? null;
  }

  async touch(digest: string, at: Date): Promise<void> {
    const session = this.sessions.get(digest);
    if (session) this.sessions.set(digest, { ...session, seenAt: at });
  }

  async delete(digest: string): Promise<void> {
    this.sessions.delete(digest);
  }
}
