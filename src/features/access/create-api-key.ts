import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { apiKeyText, apiKeyViewOf, type ApiKey, type ApiKeyView } from '../../core/access/api-key.ts';
import type { KnownActor } from '../../core/access/actor.ts';
import { mayGive, type Role } from '../../core/access/role.ts';
import { Forbidden, InvalidInput } from '../../core/errors.ts';
import { newApiKeyId } from '../../core/ids.ts';
import { ApiKeyStore } from '../../ports/api-key-store.ts';
import { Clock } from '../../ports/clock.ts';
import { SecretTexts } from '../../ports/secret-texts.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';

export interface ApiKeyInput {
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date | null;
}

/** A key with what it opens the door with, told this once. */
export type NewApiKey = ApiKeyView & { readonly key: string };

/** Throws `InvalidInput`, `NameTaken`, and `Forbidden` when the key could do more than who makes it. */
export class CreateApiKey extends AuditedCommand<NewApiKey> {
  constructor(
    readonly input: ApiKeyInput,
    readonly by: KnownActor,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'apiKey.create', subject: { type: 'apiKey', id: null }, asked: this.input };
  }

  override outcome({ key: _secret, ...after }: NewApiKey): Outcome {
    return { id: after.id, after };
  }
}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(
    private readonly keys: ApiKeyStore,
    private readonly secrets: SecretTexts,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { name, role, expiresAt }, by }: CreateApiKey): Promise<NewApiKey> {
    if (!mayGive(by.role, role)) throw new Forbidden('a key cannot do more than who makes it');
    const now = this.clock.now();
    if (expiresAt !== null && expiresAt <= now)
      throw new InvalidInput([{ path: 'expiresAt', message: 'must be in the future' }]);
    const id = newApiKeyId(now);
    const text = apiKeyText(id, this.secrets.random());
    const key: ApiKey = {
      id,
      version: 1,
      name,
      role,
      digest: this.secrets.digest(text),
      expiresAt: expiresAt?.toISOString() ?? null,
      lastUsedAt: null,
      createdBy: by.name,
      createdAt: now.toISOString(),
    };
    await this.keys.create(key);
    return { ...apiKeyViewOf(key), key: text };
  }
}
