import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Unavailable } from '../../core/errors.ts';
import { SecretCipher } from '../../ports/secret-cipher.ts';
import { decrypt, encrypt, IV_BYTES, TAG_BYTES } from './aes-gcm.ts';

const FORMAT = 'v1';
const SEALED = /^v1:([0-9a-f]{8}):([A-Za-z0-9_-]+)$/;
const secretMap = z.record(z.string(), z.string());

/**
 * AES-256-GCM with a random iv for every seal. A sealed text is `v1:<keyId>:<base64url of iv, encrypted JSON, tag>`;
 * the format version and the key id are authenticated with it. The key id names the key without telling anything
 * about it, so that a later version can hold several keys and know which one a text needs.
 */
export class AesGcmSecretCipher extends SecretCipher {
  readonly #key: Buffer;
  readonly #keyId: string;

  /** `key` has exactly 32 bytes, or a `RangeError` is thrown. */
  constructor(key: Buffer) {
    super();
    if (key.length !== 32) throw new RangeError(`an encryption key has 32 bytes, not ${key.length}`);
    this.#key = Buffer.from(key);
    this.#keyId = createHmac('sha256', this.#key).update('plumbline key id').digest('hex').slice(0, 8);
  }

  seal(secrets: { readonly [name: string]: string }): string {
    const header = `${FORMAT}:${this.#keyId}`;
    const iv = randomBytes(IV_BYTES);
    const plain = Buffer.from(JSON.stringify(secrets));
    const { encrypted, tag } = encrypt(this.#key, iv, Buffer.from(header), plain);
    return `${header}:${Buffer.concat([iv, encrypted, tag]).toString('base64url')}`;
  }

  open(sealed: string): { readonly [name: string]: string } {
    const [, keyId, payload] = SEALED.exec(sealed) ?? [];
    if (keyId === undefined || payload === undefined) throw unreadable('they are not in a known format');
    if (keyId !== this.#keyId) throw unreadable('they were sealed with another encryption key');
    const bytes = Buffer.from(payload, 'base64url');
    // Base64 has spare bits: a text that decodes to the same bytes but is spelled differently was changed as well.
    if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== payload) throw changed();
    const plain = decrypt(
      this.#key,
      bytes.subarray(0, IV_BYTES),
      Buffer.from(`${FORMAT}:${keyId}`),
      bytes.subarray(IV_BYTES, -TAG_BYTES),
      bytes.subarray(-TAG_BYTES),
    );
    if (plain === null) throw changed();
    return secretMap.parse(JSON.parse(plain.toString()));
  }
}

const unreadable = (why: string) =>
  new Unavailable(`the stored secrets cannot be read: ${why}`, 'SECRETS_UNREADABLE');
const changed = () => unreadable('the sealed text was changed');
