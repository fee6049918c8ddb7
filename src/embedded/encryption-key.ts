import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dynamoDir } from './dynamodb.ts';
import { codeOf, EmbeddedStartError } from './errors.ts';
import { readOrCreatePrivateFile } from './private-file.ts';

const KEY_BYTES = 32;

/**
 * The key in `dataDir`/encryption.key (base64, readable by us alone), made on the first start. A key is never
 * replaced, as that would make what it has encrypted unreadable: throws `EmbeddedStartError` for a file
 * that holds none, and for a missing file beside a config store that is already there.
 */
export async function loadOrCreateKey(dataDir: string): Promise<Buffer> {
  const dir = resolve(dataDir);
  const path = join(dir, 'encryption.key');
  const names = await namesIn(dir);
  if (!names.includes('encryption.key') && (await namesIn(dynamoDir(dir))).length > 0)
    throw new EmbeddedStartError(
      `${path} is missing, and the passwords stored beside it cannot be read without it: put it back, or set ENCRYPTION_KEY to the key they were stored with`,
    );
  await mkdir(dir, { recursive: true, mode: 0o711 });
  const text = await readOrCreatePrivateFile(path, () => `${randomBytes(KEY_BYTES).toString('base64')}\n`);
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES && key.toString('base64') === text.trim()) return key;
  throw new EmbeddedStartError(
    `${path} does not hold ${KEY_BYTES} bytes in base64: put the right file back. It is not replaced, as the passwords stored with it could never be read again`,
  );
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
