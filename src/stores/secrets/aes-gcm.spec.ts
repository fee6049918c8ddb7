import { decrypt, encrypt } from './aes-gcm.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B. */
const vector: Record<'key' | 'iv' | 'authenticated' | 'plain' | 'encrypted' | 'tag', Buffer> = {
  key: hex('feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308'),
  iv: hex('cafebabefacedbaddecaf888'),
  authenticated: hex('feedfacedeadbeeffeedfacedeadbeef abaddad2'),
  plain: hex(`d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
              1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39`),
  encrypted: hex(`522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
                  8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662`),
  tag: hex('76fc6ece0f4e1768cddf8853bb2d551b'),
};

describe('AES-256-GCM', () => {
  it('encrypts the published test case', () => {
    const { key, iv, authenticated, plain, encrypted, tag } = vector;
    expect(encrypt(key, iv, authenticated, plain)).toEqual({ encrypted, tag });
  });

  it('decrypts the published test case', () => {
    const { key, iv, authenticated, plain, encrypted, tag } = vector;
    expect(decrypt(key, iv, authenticated, encrypted, tag)).toEqual(plain);
  });

  it.each(['key', 'iv', 'authenticated', 'encrypted', 'tag'] as const)(
    'decrypts nothing when %s is off by one bit',
    (part) => {
      const changed = Buffer.from(vector[part]);
      changed[0]! ^= 1;
      const altered: typeof vector = { ...vector };
      altered[part] = changed;
      const { key, iv, authenticated, encrypted, tag } = altered;
      expect(decrypt(key, iv, authenticated, encrypted, tag)).toBeNull();
    },
  );
});
