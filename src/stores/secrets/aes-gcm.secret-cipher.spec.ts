import { inspect } from 'node:util';
import { Unavailable } from '../../core/errors.ts';
import { AesGcmSecretCipher } from './aes-gcm.secret-cipher.ts';

const key = Buffer.alloc(32, 7);
const secrets = { password: 'hunter2 "ü" 🔑', sslKey: '' };

function refusal(sealed: string, cipher = new AesGcmSecretCipher(key)): Unavailable {
  try {
    cipher.open(sealed);
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
  throw new Error('the text was opened');
}

describe('AesGcmSecretCipher', () => {
  it('opens what it sealed, also in another process with the same key', () => {
    const sealed = new AesGcmSecretCipher(key).seal(secrets);
    expect(new AesGcmSecretCipher(Buffer.from(key)).open(sealed)).toEqual(secrets);
    expect(new AesGcmSecretCipher(key).open(new AesGcmSecretCipher(key).seal({}))).toEqual({});
  });

  it('seals the same secrets differently each time, and shows nothing of them', () => {
    const cipher = new AesGcmSecretCipher(key);
    const texts = Array.from({ length: 50 }, () => cipher.seal(secrets));
    expect(new Set(texts).size).toBe(50);
    for (const text of texts) {
      expect(text).toMatch(/^v1:[0-9a-f]{8}:[A-Za-z0-9_-]+$/);
      expect(Buffer.from(text.split(':')[2]!, 'base64url').toString('latin1')).not.toContain('hunter2');
    }
  });

  it('refuses a text of another key and names no secret', () => {
    const other = new AesGcmSecretCipher(Buffer.alloc(32, 8));
    const error = refusal(other.seal(secrets));
    expect(error.code).toBe('SECRETS_UNREADABLE');
    expect(error.kind).toBe('unavailable');
    expect(error.message).toBe(
      'the stored secrets cannot be read: they were sealed with another encryption key',
    );
  });

  it('refuses a text of another key that claims to be of this one', () => {
    const cipher = new AesGcmSecretCipher(key);
    const keyId = cipher.seal({}).split(':')[1]!;
    const [version, , payload] = new AesGcmSecretCipher(Buffer.alloc(32, 8)).seal(secrets).split(':');
    expect(refusal(`${version}:${keyId}:${payload}`).code).toBe('SECRETS_UNREADABLE');
  });

  it('refuses a change of any byte: iv, encrypted text or tag', () => {
    const cipher = new AesGcmSecretCipher(key);
    const [version, keyId, payload] = cipher.seal(secrets).split(':');
    const bytes = Buffer.from(payload!, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i]! ^= 0x01;
      const error = refusal(`${version}:${keyId}:${changed.toString('base64url')}`, cipher);
      expect(error.message).toBe('the stored secrets cannot be read: the sealed text was changed');
    }
  });

  it('refuses a change of any character of the text', () => {
    const cipher = new AesGcmSecretCipher(key);
    const sealed = cipher.seal(secrets);
    for (let i = 0; i < sealed.length; i++) {
      const other = sealed[i] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, i) + other + sealed.slice(i + 1);
      expect(refusal(changed, cipher).code).toBe('SECRETS_UNREADABLE');
    }
  });

  it.each(['', 'v1', 'v1::', 'v1:00000000:', 'v2:00000000:AAAA', 'plain text', '{"password":"x"}'])(
    'refuses %j',
    (text) => {
      expect(refusal(text).code).toBe('SECRETS_UNREADABLE');
    },
  );

  it('refuses a text that was cut', () => {
    const sealed = new AesGcmSecretCipher(key).seal(secrets);
    for (const length of [20, 40, sealed.length - 1])
      expect(refusal(sealed.slice(0, length)).code).toBe('SECRETS_UNREADABLE');
  });

  it('takes keys of 32 bytes only', () => {
    expect(() => new AesGcmSecretCipher(Buffer.alloc(16))).toThrow(RangeError);
  });

  it('does not print its key', () => {
    const cipher = new AesGcmSecretCipher(Buffer.from('0123456789abcdef0123456789abcdef'));
    expect(inspect(cipher, { showHidden: true, depth: 5 })).not.toContain('30 31 32');
    expect(JSON.stringify(cipher)).toBe('{}');
  });
});
