import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { codeOf, EmbeddedStartError } from './errors.ts';

const run = promisify(execFile);

/** An account to give up root for. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account PostgreSQL has to run as, null for our own. PostgreSQL refuses root, so root steps down to
 * the owner of an existing `clusterDir`, else to `postgres`, else to `nobody`.
 */
export async function serverUser(clusterDir: string): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await ownerOf(clusterDir);
  if (owner !== null && owner.uid !== 0) return owner;
  const account = (await accountNamed('postgres')) ?? (await accountNamed('nobody'));
  if (account) return account;
  throw new EmbeddedStartError(
    'PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: start as an ordinary user, or set RESULTS_DB_URL',
  );
}

/** Whether `user` may run `program`, or enter it when it is a directory. */
export async function mayExecute(user: ServerUser, program: string): Promise<boolean> {
  try {
    await run('test', ['-x', program], { ...user, cwd: '/' });
    return true;
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return false;
    throw error;
  }
}

async function ownerOf(dir: string): Promise<ServerUser | null> {
  try {
    const { uid, gid } = await stat(dir);
    return { uid, gid };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function accountNamed(name: string): Promise<ServerUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return null;
    throw error;
  }
}
