import { Injectable } from '@nestjs/common';
import type { Principal } from '../../core/access/actor.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';
import { KeyHolders } from './key-holders.ts';
import { PrincipalCache } from './principal-cache.ts';
import { SessionHolders } from './session-holders.ts';

/** Whom the credentials of a request stand for; null when for nobody. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly keys: KeyHolders,
    private readonly sessions: SessionHolders,
    private readonly secrets: SecretTexts,
    private readonly cache: PrincipalCache,
  ) {}

  byKey(text: string): Promise<Principal | null> {
    const digest = this.secrets.digest(text);
    return this.cache.get(`key ${digest}`, () => this.keys.find(text, digest));
  }

  bySession(token: string): Promise<Principal | null> {
    const digest = this.secrets.digest(token);
    return this.cache.get(`session ${digest}`, () => this.sessions.find(digest));
  }
}
