import { Injectable } from '@nestjs/common';
import { isLive, sessionEnd, type Session } from '../../core/access/session.ts';
import type { User } from '../../core/access/user.ts';
import { Clock } from '../../ports/clock.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';
import { SessionStore } from '../../ports/session-store.ts';
import { UserStore } from '../../ports/user-store.ts';
import { AccessSettings } from './access-settings.ts';
import type { Vouched } from './principal-cache.ts';

/** What somebody gets who signs in. The token is told once. */
export interface StartedSession {
  readonly token: string;
  /** When the session is over at the latest. */
  readonly endsAt: Date;
  readonly user: Pick<User, 'id' | 'name' | 'role'>;
}

const MINUTE_MS = 60_000;

/** Whom sessions stand for. */
@Injectable()
export class SessionHolders {
  constructor(
    private readonly sessions: SessionStore,
    private readonly users: UserStore,
    private readonly secrets: SecretTexts,
    private readonly clock: Clock,
    private readonly settings: AccessSettings,
  ) {}

  /** A new session with a token of its own; the one that `replaces` stands for is over. */
  async start({ id, name, role }: User, replaces: string | null): Promise<StartedSession> {
    const token = this.secrets.random();
    const now = this.clock.now();
    const session = { digest: this.secrets.digest(token), userId: id, startedAt: now, seenAt: now };
    await this.sessions.create(session, sessionEnd(session, this.settings.sessions));
    if (replaces !== null) await this.sessions.delete(this.secrets.digest(replaces));
    const endsAt = new Date(now.getTime() + this.settings.sessions.longestMs);
    return { token, endsAt, user: { id, name, role } };
  }

  /** A session that is used lasts longer; that is noted once a minute. */
  async find(digest: string): Promise<Vouched | null> {
    const session = await this.sessions.get(digest);
    const user = session && (await this.users.get(session.userId));
    if (!user || user.disabled) return null;
    const now = this.clock.now();
    if (!isLive(session, this.settings.sessions, new Date(user.sessionsFrom), now)) return null;
    const until = await this.noteUse(session, now);
    return { principal: { type: 'user', id: user.id, name: user.name, role: user.role }, until };
  }

  private async noteUse(session: Session, now: Date): Promise<Date> {
    if (now.getTime() - session.seenAt.getTime() < MINUTE_MS)
      return sessionEnd(session, this.settings.sessions);
    const endsAt = sessionEnd({ ...session, seenAt: now }, this.settings.sessions);
    await this.sessions.touch(session.digest, now, endsAt);
    return endsAt;
  }
}
