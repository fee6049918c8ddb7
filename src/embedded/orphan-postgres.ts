import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, EmbeddedStartError } from './errors.ts';
import type { Cluster } from './postgres-cluster.ts';
import { commandLine, goneWithin, isRunning } from './processes.ts';

/**
 * Stops the server that a killed parent has left in this cluster. Call it only while holding the data
 * directory's lock: a server found here then has no living owner.
 */
export async function stopOrphan(cluster: Cluster): Promise<void> {
  const pidFile = join(cluster.dir, 'postmaster.pid');
  const lines = (await readIfThere(pidFile)).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !(await isRunning(pid))) return;

  const command = await commandLine(pid);
  if (!(await isRunning(pid))) return;
  if (!command.split(' ').includes(cluster.marker)) {
    // Somebody else has the id now, and PostgreSQL would take them for a server. It knows that its
    // parent is none, and the rest of the file lets it look for survivors of the old one.
    await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
    return;
  }
  for (const [signal, patienceMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    signalServer(pid, signal, cluster.dir);
    if (await goneWithin(pid, patienceMs)) return;
  }
  throw new EmbeddedStartError(
    `a PostgreSQL left behind by a killed process (pid ${pid}) still holds ${cluster.dir} and does not stop: end it by hand`,
  );
}

function signalServer(pid: number, signal: NodeJS.Signals, dir: string): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if (codeOf(cause) === 'ESRCH') return;
    throw new EmbeddedStartError(
      `a PostgreSQL of another user (pid ${pid}) holds ${dir} and cannot be stopped (${codeOf(cause)})`,
      { cause },
    );
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
