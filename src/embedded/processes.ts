import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { codeOf } from './errors.ts';

const run = promisify(execFile);

/** Whether some process has this id now, ours or not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * The command line of a process, arguments joined by blanks. '' when it is gone, is a zombie, or the platform does not tell.
 */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux')
    return (await readIfThere(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ').trim();
  if (process.platform === 'win32') return '';
  try {
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout.trim();
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return ''; // ps found no such process
    throw error;
  }
}

/**
 * When a process started, in a form that is only good for comparing: with the id it names one process of
 * this boot. Null when the process is gone or the platform does not tell.
 */
export async function startOf(pid: number): Promise<string | null> {
  const [state, ticks] = await procStat(pid);
  if (state === undefined || isOver(state)) return null;
  const boot = await readIfThere('/proc/sys/kernel/random/boot_id');
  return `${boot.trim()}/${ticks}`;
}

/** State and start time of a process of Linux; empty when it is gone, or on another platform. */
async function procStat(pid: number): Promise<[state?: string, ticks?: string]> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  if (stat === '') return [];
  // the second field is the program's name in brackets and may itself hold blanks and brackets
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[0]!, fields[19]!];
}

const isOver = (state: string) => state === 'Z' || state === 'X';

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(codeOf(error))) return '';
    throw error;
  }
}

/** Resolves to whether the process is gone within the time. A zombie counts as gone. */
export async function goneWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (await isRunning(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}

/** Like `isAlive`, but false for a zombie where the platform tells. */
export async function isRunning(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const [state] = await procStat(pid);
  return state === undefined ? isAlive(pid) : !isOver(state);
}
