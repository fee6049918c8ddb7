import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { caller, type TestPlatform } from './platform.ts';
import { adminKey } from './stub-access.ts';

/** `src/main.ts` as a process of its own. */
export interface PlatformProcess {
  readonly child: ChildProcess;
  readonly call: TestPlatform['call'];
  /** All that it has printed so far. */
  output(): string;
  /** Sends the signal and waits for the end; answers the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

/** A process that listens nowhere. */
export type QuietProcess = Omit<PlatformProcess, 'call'>;

/** Runs `main.js` of the compiled sources until it ends by itself. */
export async function runMain(compiled: string, variables: Record<string, string>) {
  const { child, output } = spawnMain(compiled, variables);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output() };
}

/** Starts `main.js` of the compiled sources and waits until it is ready; throws with its output when it ends instead. */
export async function startMain(
  compiled: string,
  variables: Record<string, string>,
): Promise<PlatformProcess> {
  const port = await freePort();
  const { child, output } = spawnMain(compiled, { PORT: String(port), ...variables });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; !(await isReady(url)); i++) {
    if (child.exitCode !== null || i > 600) throw new Error(`the platform did not start:\n${output()}`);
    await sleep(50);
  }
  return { child, call: caller(url), output, end: ender(child) };
}

/** Starts `main.js` in a role without an API and waits until it says that it is ready. */
export async function startQuietly(
  compiled: string,
  variables: Record<string, string>,
): Promise<QuietProcess> {
  const { child, output } = spawnMain(compiled, variables);
  for (let i = 0; !output().includes('is ready'); i++) {
    if (child.exitCode !== null || i > 600) throw new Error(`the platform did not start:\n${output()}`);
    await sleep(50);
  }
  return { child, output, end: ender(child) };
}

const ender = (child: ChildProcess) => async (signal: NodeJS.Signals) => {
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  child.kill(signal);
  const [code, by] = await closed;
  return code ?? by ?? 'unknown';
};

function spawnMain(compiled: string, variables: Record<string, string>) {
  const child = spawn(process.execPath, ['src/main.js'], {
    cwd: compiled,
    env: { PATH: process.env['PATH'], PLUMBLINE_ADMIN_KEY: adminKey, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return { child, output: () => chunks.join('') };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ status }) => status === 200,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
