import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { choosePort } from '../src/embedded/ports.ts';
import { repository } from '../scripts/demo/repository.ts';

/** What a bench opens the platform with. */
export const key = randomBytes(32).toString('base64url');
export const withKey = { headers: { authorization: `Bearer ${key}` } };

const READY_WITHIN_MS = 60_000;

export interface PlatformProcess {
  readonly url: string;
  /** From the start of the process to the first 200 of /health/ready. */
  readonly readyAfterMs: number;
  /** SIGTERM, then waits for the end. Throws when the exit code is not 0. */
  stop(): Promise<void>;
}

/** Runs `dist/src/main.js` on a free port. `CPU_PROF_DIR` makes node write a CPU profile of it there. */
export async function startPlatformProcess(env: Readonly<Record<string, string>>): Promise<PlatformProcess> {
  const port = await choosePort(null, 'PORT');
  const profileDir = process.env['CPU_PROF_DIR'];
  const main = join(repository, 'dist', 'src', 'main.js');
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...(profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : []), main],
    {
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'warn',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        PORT: String(port),
        PLUMBLINE_ADMIN_KEY: key,
        RATE_LIMIT: '0',
        ...env,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode}: see above`);
    if (performance.now() - startedAt > READY_WITHIN_MS) {
      child.kill('SIGTERM');
      throw new Error('the platform did not become ready');
    }
    await sleep(10);
  }
  return {
    url,
    readyAfterMs: performance.now() - startedAt,
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      if (code !== 0) throw new Error(`the platform ended with ${code}`);
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false; // nobody listens yet
  }
}
