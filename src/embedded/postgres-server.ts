import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, stat } from 'node:fs/promises';
import { codeOf } from './errors.ts';
import { LOOPBACK } from './ports.ts';
import type { Cluster } from './postgres-cluster.ts';
import type { ServerUser } from './server-user.ts';

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** One server process, from its birth on. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** 0 when it could not be spawned. */
  readonly pid: number;
  /** Resolves when it has ended, with the error when it could not even be spawned. */
  readonly ended: Promise<Error | null>;
  hasEnded(): boolean;
  /** What this process has logged so far. */
  said(): Promise<string>;
}

const QUICK = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const SETTINGS = [
  `listen_addresses=${LOOPBACK}`,
  'unix_socket_directories=',
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
  // statements and details may carry what a user has typed or stored: errors are logged without them
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
];

/** Starts a server in a process group of its own, so that Ctrl-C reaches the program first and the program lets go in order. */
export async function spawnServer(
  postgres: string,
  cluster: Cluster,
  user: ServerUser | null,
  options: { readonly port: number; readonly durable: boolean; readonly logFile: string },
): Promise<ServerProcess> {
  await rotate(options.logFile);
  const log = await open(options.logFile, 'a', 0o600);
  const start = (await log.stat()).size;
  const settings = [...SETTINGS, ...(options.durable ? [] : QUICK), cluster.marker];
  const child = spawn(
    postgres,
    [
      '-D',
      cluster.dirArgument,
      '-p',
      String(options.port),
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { ...user, cwd: cluster.dir, stdio: ['ignore', log.fd, log.fd], detached: true, windowsHide: true },
  );
  let isOver = false;
  const ended = once(child, 'exit')
    .then(
      () => null,
      (error: Error) => error,
    )
    .finally(() => (isOver = true));
  await log.close();
  return {
    child,
    pid: child.pid ?? 0,
    ended,
    hasEnded: () => isOver,
    said: () => readFrom(options.logFile, start),
  };
}

async function rotate(path: string): Promise<void> {
  try {
    if ((await stat(path)).size > LOG_LIMIT_BYTES) await rename(path, `${path}.1`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read({ buffer: Buffer.alloc(Math.max(0, size - start)), position: start });
    return buffer.toString();
  } finally {
    await file.close();
  }
}
