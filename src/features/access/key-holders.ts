import { Injectable, Logger } from '@nestjs/common';
import { apiKeyIdIn, type ApiKey } from '../../core/access/api-key.ts';
import { ApiKeyStore } from '../../ports/api-key-store.ts';
import { Clock } from '../../ports/clock.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';
import { AccessSettings } from './access-settings.ts';
import type { Vouched } from './principal-cache.ts';

const MINUTE_MS = 60_000;
const ADMIN_KEY = 'PLUMBLINE_ADMIN_KEY';

/** Whom API keys stand for. */
@Injectable()
export class KeyHolders {
  private readonly log = new Logger(KeyHolders.name);

  constructor(
    private readonly keys: ApiKeyStore,
    private readonly secrets: SecretTexts,
    private readonly clock: Clock,
    private readonly settings: AccessSettings,
  ) {}

  /** `digest` is that of `text`. Notes when a key is used, once a minute. */
  async find(text: string, digest: string): Promise<Vouched | null> {
    const { adminKeyDigest } = this.settings;
    if (adminKeyDigest !== null && this.secrets.equal(digest, adminKeyDigest))
      return { principal: { type: 'apiKey', id: ADMIN_KEY, name: ADMIN_KEY, role: 'admin' }, until: null };
    const id = apiKeyIdIn(text);
    const key = id && (await this.keys.get(id));
    if (!key || !this.secrets.equal(digest, key.digest)) return null;
    const until = key.expiresAt === null ? null : new Date(key.expiresAt);
    if (until !== null && until <= this.clock.now()) return null;
    await this.noteUse(key);
    return { principal: { type: 'apiKey', id: key.id, name: key.name, role: key.role }, until };
  }

  private async noteUse({ id, lastUsedAt }: ApiKey): Promise<void> {
    const now = this.clock.now();
    if (lastUsedAt !== null && now.getTime() - Date.parse(lastUsedAt) < MINUTE_MS) return;
    try {
      await this.keys.touch(id, now);
    } catch (cause) {
      this.log.warn(`when API key ${id} was used cannot be written: ${String(cause)}`);
    }
  }
}
