import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { codeOf } from './errors.ts';

/**
 * The text of a file only we may read, written by `make` when there is none. Of several processes that
 * come at once all get the same text, and a crash leaves no half-written file.
 */
export async function readOrCreatePrivateFile(path: string, make: () => string): Promise<string> {
  const found = await readIfThere(path);
  if (found !== null) return found;
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(make());
      await file.sync();
    } finally {
      await file.close();
    }
    // a link, unlike a rename, never replaces what another process has put there meanwhile
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
