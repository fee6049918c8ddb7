import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { ServerProcess } from './postgres-server.ts';
import type { ServerUser } from './server-user.ts';

export interface Leash {
  release(): void;
}

/**
 * Stops the server when we end without having done so, even by SIGKILL: a shell waits at the other end of
 * a pipe that closes with us. Windows has no such shell; there the next start finds the orphan.
 */
export function leashTo(server: ServerProcess, user: ServerUser | null): Leash {
  if (process.platform === 'win32' || server.pid === 0) return { release: () => undefined };
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(server.pid)], {
    ...user,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => undefined); // without a shell the next start finds the orphan
  shell.unref();
  (shell.stdin as Socket).unref();
  return { release: () => void shell.kill('SIGKILL') };
}
