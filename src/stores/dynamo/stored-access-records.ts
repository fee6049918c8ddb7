import { z } from 'zod';
import type { ApiKey } from '../../core/access/api-key.ts';
import { roles } from '../../core/access/role.ts';
import type { Session } from '../../core/access/session.ts';
import type { User } from '../../core/access/user.ts';
import type { ApiKeyId, UserId } from '../../core/ids.ts';

const version = z.int().min(1);
const instant = z.iso.datetime();
const userId = z.string().transform((id) => id as UserId);
const milliseconds = z.number().transform((ms) => new Date(ms));

export const storedUser: z.ZodType<User> = z.strictObject({
  id: userId,
  version,
  name: z.string().min(1),
  role: z.enum(roles),
  disabled: z.boolean(),
  passwordHash: z.string().nullable(),
  issuer: z.string().nullable(),
  sessionsFrom: instant,
  createdAt: instant,
  updatedAt: instant,
});

export const storedApiKey: z.ZodType<ApiKey> = z.strictObject({
  id: z.string().transform((id) => id as ApiKeyId),
  version,
  name: z.string().min(1),
  role: z.enum(roles),
  digest: z.string(),
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  createdBy: z.string(),
  createdAt: instant,
});

/** Instants are numbers here: the store compares them. */
export const storedSession: z.ZodType<Session> = z
  .object({ digest: z.string(), userId, startedAt: milliseconds, seenAt: milliseconds })
  .readonly();
