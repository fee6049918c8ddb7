import { randomUUID } from 'node:crypto';
import type { ApiKey } from '../../src/core/access/api-key.ts';
import type { User } from '../../src/core/access/user.ts';
import { newApiKeyId, newUserId } from '../../src/core/ids.ts';

const AT = '2026-01-02T03:04:05.678Z';

/** A viewer with a password that nobody knows, but for the fields given. */
export const someUser = (fields: Partial<User> = {}): User => ({
  id: newUserId(new Date(AT)),
  version: 1,
  name: `user ${randomUUID()}`,
  role: 'viewer',
  disabled: false,
  passwordHash: 'a hash',
  issuer: null,
  sessionsFrom: AT,
  createdAt: AT,
  updatedAt: AT,
  ...fields,
});

export const someApiKey = (fields: Partial<ApiKey> = {}): ApiKey => ({
  id: newApiKeyId(new Date(AT)),
  version: 1,
  name: `key ${randomUUID()}`,
  role: 'operator',
  digest: '00'.repeat(32),
  expiresAt: null,
  lastUsedAt: null,
  createdBy: 'ada',
  createdAt: AT,
  ...fields,
});
