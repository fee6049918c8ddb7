import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, EmbeddedStartError } from './errors.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { mayExecute, type ServerUser } from './server-user.ts';

/** PostgreSQL's superuser and the name in every URL we hand out. */
export const SUPERUSER = 'plumbline';
const DRAFT = 'postgres.init-';

/** What the programs need to know about a cluster's files. */
export interface Cluster {
  readonly dir: string;
  /** The value for `-D`, to be used with `dir` as working directory. */
  readonly dirArgument: string;
  /** A command line word that marks the server of exactly this directory, also after a move of its parents. */
  readonly marker: string;
}

/** Where the cluster of a data directory is, whether it exists or not. */
export const clusterDir = (dataDir: string) => join(dataDir, 'postgres');

/**
 * The cluster in `dataDir`, made on the first call. It is complete or not there at all: an interrupted
 * start leaves a draft that the next one removes.
 */
export async function openCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  user: ServerUser | null,
  options: { readonly durable: boolean; readonly password: string },
): Promise<Cluster> {
  const dir = clusterDir(dataDir);
  if (!(await isCluster(dir))) {
    for (const name of await readdir(dataDir))
      if (name.startsWith(DRAFT)) await rm(join(dataDir, name), { recursive: true, force: true });
    const draft = await mkdtemp(join(dataDir, DRAFT));
    if (user) await chown(draft, user.uid, user.gid);
    await initialise(draft, await dirArgument(draft, user), binaries, user, options);
    await rename(draft, dir);
  }
  const { dev, ino } = await stat(dir);
  return { dir, dirArgument: await dirArgument(dir, user), marker: `cluster_name=plumbline-${dev}-${ino}` };
}

/**
 * Below a private directory such as /root the server's user cannot walk to the cluster by name. It does
 * inherit the working directory that root has entered for it, and Linux has a name for that.
 */
async function dirArgument(dir: string, user: ServerUser | null): Promise<string> {
  if (user === null || (await mayExecute(user, dir))) return dir;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new EmbeddedStartError(
    `the user PostgreSQL runs as cannot reach ${dir}: choose another DATA_DIR, start as an ordinary user, or set RESULTS_DB_URL`,
  );
}

async function isCluster(dir: string): Promise<boolean> {
  try {
    return (await stat(join(dir, 'PG_VERSION'))).isFile();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function initialise(
  dir: string,
  dirArgument: string,
  binaries: PostgresBinaries,
  user: ServerUser | null,
  { durable, password }: { durable: boolean; password: string },
): Promise<void> {
  const passwordFile = `${dir}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const input = await open(passwordFile);
  try {
    const child = spawn(
      binaries.initdb,
      [
        ...['-D', dirArgument, '-U', SUPERUSER, '-A', 'scram-sha-256', '-E', 'UTF8'],
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        `--pwfile=${process.platform === 'win32' ? passwordFile : '/dev/stdin'}`,
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...user, cwd: dir, stdio: [input.fd, 'ignore', 'pipe'], windowsHide: true },
    );
    let said = '';
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0)
      throw new EmbeddedStartError(`PostgreSQL could not make its files in ${dir}: ${said.trim()}`);
  } finally {
    await input.close();
    await rm(passwordFile, { force: true });
  }
}
