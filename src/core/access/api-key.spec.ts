import type { ApiKeyId } from '../ids.ts';
import { apiKeyIdIn, apiKeyText } from './api-key.ts';

const id = '01982f6a-7c1e-7b6a-9a55-3f0d5b2a9c01' as ApiKeyId;
const secret = 'abcdefghijklmnopqrstuvwxyz_-ABCDEFGHIJKLMNO';

it('a key says which one it is', () => {
  const text = apiKeyText(id, secret);
  expect(text).toBe(`pl_01982f6a7c1e7b6a9a553f0d5b2a9c01_${secret}`);
  expect(apiKeyIdIn(text)).toBe(id);
});

it.each(['', 'pl_', secret, `pl_x_${secret}`, `${apiKeyText(id, secret)}x`, apiKeyText(id, 'short')])(
  '%j is no key',
  (text) => {
    expect(apiKeyIdIn(text)).toBeNull();
  },
);
