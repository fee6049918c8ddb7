import { z } from 'zod';
import { role, userName } from './access.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { pageOf } from './query.ts';

const password = z
  .string()
  .min(1)
  .max(1000)
  .describe('at least 12 characters, without the name; kept as an argon2id hash only');

export const userBody = z.strictObject({ name: userName, password, role }).meta({
  id: 'UserBody',
  examples: [{ name: 'ada', password: 'correct horse battery', role: 'editor' }],
});
export type UserBody = z.infer<typeof userBody>;

export const userPatchBody = z
  .strictObject({
    role: role.optional(),
    disabled: z.boolean().optional().describe('true signs out everywhere'),
    password: password.optional().describe('a new one signs out everywhere'),
  })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), {
    error: 'must have at least one field',
  })
  .meta({ id: 'UserPatchBody', examples: [{ role: 'viewer' }, { disabled: true }] });
export type UserPatchBody = z.infer<typeof userPatchBody>;

const example = {
  id: exampleIds.user,
  version: 1,
  name: 'ada',
  role: 'editor',
  disabled: false,
  issuer: null,
  hasPassword: true,
  createdAt: exampleInstants.created,
  updatedAt: exampleInstants.created,
};

export const userAnswer = z
  .object({
    id: z.uuid(),
    version: z.int().describe('grows with every change; also the ETag'),
    name: z.string(),
    role,
    disabled: z.boolean(),
    issuer: z.string().nullable().describe('the identity provider; null for a user of our own'),
    hasPassword: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'User', examples: [example] });

export const userList = pageOf(userAnswer, 'UserList', example);
