import { z } from 'zod';
import { permissions, permissionsOf, roles } from '../../core/access/role.ts';
import type { KnownActor } from '../../core/access/actor.ts';
import { exampleIds } from './example-values.ts';

export const role = z.enum(roles);

/** Their rules are told by the use case: they depend on the name. */
const password = z.string().min(1).max(1000);

export const userName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe('what is typed to sign in; unique, without regard to case');

export const signInBody = z
  .strictObject({ name: userName, password })
  .meta({ id: 'SignInBody', examples: [{ name: 'ada', password: 'correct horse battery' }] });
export type SignInBody = z.infer<typeof signInBody>;

export const setupBody = z
  .strictObject({
    token: z.string().min(1).max(100).describe('of the link that was printed at the first start'),
    name: userName.optional().describe('of the admin; not needed where one click is enough'),
    password: password.optional(),
  })
  .refine(({ name, password: secret }) => (name === undefined) === (secret === undefined), {
    path: ['password'],
    error: 'must be given together with the name',
  })
  .meta({
    id: 'SetupBody',
    examples: [
      {
        token: 'v3Jx0Jm2b6sQm1n8o0m5lC7y4dT9w2kE6hR3aZ1uXfI',
        name: 'ada',
        password: 'correct horse battery',
      },
    ],
  });
export type SetupBody = z.infer<typeof setupBody>;

export const passwordBody = z
  .strictObject({
    current: password.optional().describe('absent for who has no password yet'),
    password: password.describe('at least 12 characters, without the name'),
  })
  .meta({
    id: 'PasswordBody',
    examples: [{ current: 'correct horse battery', password: 'a staple for every horse' }],
  });
export type PasswordBody = z.infer<typeof passwordBody>;

export const meAnswer = z
  .object({
    type: z.enum(['user', 'apiKey']),
    id: z.string(),
    name: z.string(),
    role,
    permissions: z.array(z.enum(permissions)).describe('see x-required-permission of the operations'),
  })
  .meta({
    id: 'Me',
    examples: [
      {
        type: 'user',
        id: exampleIds.user,
        name: 'ada',
        role: 'editor',
        permissions: ['public', 'read', 'operate', 'edit'],
      },
    ],
  });
export type MeAnswer = z.infer<typeof meAnswer>;

export const meAnswerOf = ({
  type,
  id,
  name,
  role: mine,
}: Pick<KnownActor, 'type' | 'id' | 'name' | 'role'>): MeAnswer => ({
  type,
  id,
  name,
  role: mine,
  permissions: [...permissionsOf(mine)],
});
