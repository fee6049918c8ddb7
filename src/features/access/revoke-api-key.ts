import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ApiKeyId } from '../../core/ids.ts';
import { ApiKeyStore } from '../../ports/api-key-store.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { PrincipalCache } from './principal-cache.ts';

/** The key opens nothing any more; other processes notice within ten seconds. Throws `ApiKeyNotFound`. */
export class RevokeApiKey extends AuditedCommand<void> {
  constructor(readonly id: ApiKeyId) {
    super();
  }

  override intention(): Intention {
    return { action: 'apiKey.revoke', subject: { type: 'apiKey', id: this.id } };
  }
}

@CommandHandler(RevokeApiKey)
export class RevokeApiKeyHandler implements ICommandHandler<RevokeApiKey> {
  constructor(
    private readonly keys: ApiKeyStore,
    private readonly cache: PrincipalCache,
  ) {}

  async execute({ id }: RevokeApiKey): Promise<void> {
    await this.keys.delete(id);
    this.cache.clear();
  }
}
