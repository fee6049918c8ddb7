import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOrCreateKey } from './encryption-key.ts';
import { EmbeddedStartError } from './errors.ts';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-key-'));
  file = join(dir, 'encryption.key');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('loadOrCreateKey', () => {
  it('makes 32 random bytes, in a file that only we may read, and reads them again', async () => {
    const key = await loadOrCreateKey(dir);
    expect(key).toHaveLength(32);
    expect((await readFile(file, 'utf8')).trim()).toBe(key.toString('base64'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await loadOrCreateKey(dir)).toEqual(key);
    expect(await readdir(dir)).toEqual(['encryption.key']);
  });

  it('makes another key in another directory', async () => {
    expect(await loadOrCreateKey(join(dir, 'a'))).not.toEqual(await loadOrCreateKey(join(dir, 'b')));
  });

  it('gives the same key to all who come at once', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateKey(dir)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(dir)).toEqual(['encryption.key']);
  });

  it.each([
    ['an empty file', ''],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['a key with something behind it', `${Buffer.alloc(32).toString('base64')}x`],
  ])('refuses %s and leaves it as it is', async (_, content) => {
    await writeFile(file, content);
    await expect(loadOrCreateKey(dir)).rejects.toThrow(EmbeddedStartError);
    await expect(loadOrCreateKey(dir)).rejects.toThrow(file);
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  it('makes no key for a config store that was filled with another one', async () => {
    await mkdir(join(dir, 'dynamodb'));
    await writeFile(join(dir, 'dynamodb', 'CURRENT'), '');
    await expect(loadOrCreateKey(dir)).rejects.toThrow(/is missing/);
    expect(await readdir(dir)).toEqual(['dynamodb']);
  });
});
