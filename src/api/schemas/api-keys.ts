import { z } from 'zod';
import { role } from './access.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { instant, pageOf } from './query.ts';

export const apiKeyBody = z
  .strictObject({
    name: z.string().trim().min(1).max(100).describe('what it is for; unique, without regard to case'),
    role: role.describe('at most that of who makes the key'),
    expiresAt: instant.optional().describe('absent: it does not expire'),
  })
  .meta({
    id: 'ApiKeyBody',
    examples: [{ name: 'airflow', role: 'operator', expiresAt: '2027-01-31T00:00:00Z' }],
  });
export type ApiKeyBody = z.infer<typeof apiKeyBody>;

const example = {
  id: exampleIds.apiKey,
  version: 1,
  name: 'airflow',
  role: 'operator',
  expiresAt: '2027-01-31T00:00:00.000Z',
  lastUsedAt: exampleInstants.started,
  createdBy: 'ada',
  createdAt: exampleInstants.created,
};

const apiKey = z.object({
  id: z.uuid(),
  version: z.int(),
  name: z.string(),
  role,
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe('to the minute'),
  createdBy: z.string().describe('the name of who made it'),
  createdAt: z.iso.datetime(),
});

export const newApiKeyAnswer = apiKey
  .extend({ key: z.string().describe('what to send as "Authorization: Bearer …"; never shown again') })
  .meta({
    id: 'NewApiKey',
    examples: [
      {
        ...example,
        lastUsedAt: null,
        key: 'pl_01982f610b1c7d2e9f3a4b5c6d7e8f02_v3Jx0Jm2b6sQm1n8o0m5lC7y4dT9w2kE6hR3aZ1uXfI',
      },
    ],
  });

export const apiKeyList = pageOf(apiKey.meta({ id: 'ApiKey' }), 'ApiKeyList', example);
