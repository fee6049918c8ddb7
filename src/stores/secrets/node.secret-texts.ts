import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { SecretTexts } from '../../ports/secret-texts.ts';

export class NodeSecretTexts extends SecretTexts {
  random(): string {
    return randomBytes(32).toString('base64url');
  }

  digest(text: string): string {
    return createHash('sha256').update(text).digest('hex');
  }

  equal(digest: string, other: string): boolean {
    const [one, two] = [Buffer.from(digest), Buffer.from(other)];
    return one.length === two.length && timingSafeEqual(one, two);
  }
}
