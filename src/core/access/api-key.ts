import type { ApiKeyId } from '../ids.ts';
import type { Role } from './role.ts';

/** A key for programs. What was handed out is not kept, only its digest. */
export interface ApiKey {
  readonly id: ApiKeyId;
  readonly version: number;
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the whole key, in hex. */
  readonly digest: string;
  readonly expiresAt: string | null;
  /** To the minute; null when it was never used. */
  readonly lastUsedAt: string | null;
  /** Who made it, by name. */
  readonly createdBy: string;
  readonly createdAt: string;
}

/** A key as the outside may see it. */
export type ApiKeyView = Omit<ApiKey, 'digest'>;

export const apiKeyViewOf = ({ digest: _kept, ...key }: ApiKey): ApiKeyView => key;

const KEY = /^pl_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** What is handed out: it says which key it is, so that one read finds it, and that it is one of ours. */
export const apiKeyText = (id: ApiKeyId, secret: string): string => `pl_${id.replaceAll('-', '')}_${secret}`;

/** The id in a key that `apiKeyText` made; null for anything else. */
export function apiKeyIdIn(text: string): ApiKeyId | null {
  const parts = KEY.exec(text);
  return parts ? (parts.slice(1).join('-') as ApiKeyId) : null;
}
