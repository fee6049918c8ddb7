import { createCipheriv, createDecipheriv } from 'node:crypto';

export const IV_BYTES = 12;
export const TAG_BYTES = 16;

/** AES-256-GCM. `key` has 32 bytes and `iv` 12; an iv must never be used twice with one key. */
export function encrypt(
  key: Buffer,
  iv: Buffer,
  authenticated: Buffer,
  plain: Buffer,
): { readonly encrypted: Buffer; readonly tag: Buffer } {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(authenticated);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { encrypted, tag: cipher.getAuthTag() };
}

/** The plain bytes, or null when key, iv, authenticated data, encrypted bytes and tag do not belong together. */
export function decrypt(
  key: Buffer,
  iv: Buffer,
  authenticated: Buffer,
  encrypted: Buffer,
  tag: Buffer,
): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    .setAAD(authenticated)
    .setAuthTag(tag);
  const plain = decipher.update(encrypted);
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // `final` has one way to fail: the tag does not match.
    return null;
  }
}
