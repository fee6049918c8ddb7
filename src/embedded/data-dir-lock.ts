import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, EmbeddedStartError } from './errors.ts';
import { isRunning, startOf } from './processes.ts';

export interface DataDirLock {
  /** Gives the directory free, unless somebody else holds it by now. Idempotent. */
  readonly release: () => Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** `startOf(pid)`: tells the holder from a later process with its id. Null where the platform does not tell. */
  readonly start: string | null;
  /** Makes every lock's content its own. */
  readonly nonce: string;
}

/**
 * Makes this process the only one in `dataDir`, which is made when missing. Throws `EmbeddedStartError`
 * while another process, or this one, holds it; takes over from a process that is gone.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const dir = resolve(dataDir);
  const path = join(dir, 'plumbline.lock');
  await mkdir(dir, { recursive: true, mode: 0o711 });
  const us: Holder = { pid: process.pid, start: await startOf(process.pid), nonce: nonce() };
  const ours = JSON.stringify(us);
  while (!((await tryTake(path, ours)) || (await tryInherit(dir, path, ours)))) await sleep(5);
  return {
    release: async () => {
      if ((await readIfThere(path)) === ours) await rm(path, { force: true });
    },
  };
}

/** The lock appears with its content or not at all: a link is made of a finished file, and never replaces one. */
async function tryTake(path: string, content: string): Promise<boolean> {
  const draft = await writeDraft(path, content);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Takes the lock of a dead holder. Of several who try, one makes the claim whose name follows from the
 * dead lock's content; a claimant that died as well is inherited from in the same way. A claim counts
 * only while the lock is still the one that it was derived from. False: look again.
 */
async function tryInherit(dir: string, path: string, ours: string): Promise<boolean> {
  let current: string | null = null;
  const claims: string[] = [];
  do {
    const theirs = await readIfThere(claims.at(-1) ?? path);
    if (theirs === null) return false;
    await refuseIfAlive(theirs, dir);
    current ??= theirs;
    claims.push(`${path}.after-${createHash('sha256').update(theirs).digest('hex').slice(0, 16)}`);
  } while (!(await tryTake(claims.at(-1)!, ours)));
  const isCurrent = (await readIfThere(path)) === current;
  if (isCurrent) await rename(await writeDraft(path, ours), path);
  for (const claim of isCurrent ? claims : claims.slice(-1)) await rm(claim, { force: true });
  return isCurrent;
}

async function writeDraft(path: string, content: string): Promise<string> {
  const draft = `${path}.${nonce()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function refuseIfAlive(content: string, dir: string): Promise<void> {
  const holder = parseHolder(content);
  if (holder !== null && (await isSameProcess(holder)))
    throw new EmbeddedStartError(
      `process ${holder.pid} already uses ${dir}: stop it first, or set DATA_DIR to a directory of its own`,
    );
}

const nonce = () => randomBytes(8).toString('hex');

async function isSameProcess({ pid, start }: Pick<Holder, 'pid' | 'start'>): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  return start === null || start === (await startOf(pid));
}

/** Null for what no process of ours has written, such as a file that a power loss has emptied. */
function parseHolder(text: string): Pick<Holder, 'pid' | 'start'> | null {
  try {
    const { pid, start } = Object(JSON.parse(text)) as Partial<Holder>;
    return Number.isInteger(pid) && pid! > 0 ? { pid: pid!, start: start ?? null } : null;
  } catch {
    return null;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
