import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface StartedParts {
  readonly resultsDbUrl: string;
  readonly endpoint: string;
  /** Base64. */
  readonly encryptionKey: string;
}

export interface EmbeddedProcess {
  readonly child: ChildProcess;
  /** What it has started; null when it has refused to start. */
  readonly parts: StartedParts | null;
  /** What it has written to stderr. */
  readonly complaint: string;
  /** SIGKILL: the process gets no chance to stop anything. */
  kill(): Promise<void>;
  /** Has it stop its parts in order and waits for it to end. */
  stop(): Promise<void>;
}

const PROGRAM = `
  import { startEmbeddedParts } from './src/embedded/embedded.js';
  import { loadEnv } from './src/config/env.js';
  try {
    const parts = await startEmbeddedParts(loadEnv(process.env));
    const { resultsDbUrl, dynamo, encryptionKey } = parts;
    process.stdout.write(JSON.stringify({ resultsDbUrl, endpoint: dynamo.endpoint, encryptionKey: encryptionKey.toString('base64') }) + '\\n');
    void parts.died.then((error) => { process.stderr.write(error.message); process.exit(70); });
    process.stdin.once('data', async () => { await parts.stop(); process.exit(0); });
  } catch (error) {
    process.stderr.write(error.name + ': ' + error.message);
    process.exitCode = 1;
  }`;

/** Starts the embedded parts in a process of their own, with `compiled` sources, and waits until they are there or refused. */
export async function startInProcess(
  compiled: string,
  env: Readonly<Record<string, string>>,
  user: { uid?: number; gid?: number } = {},
): Promise<EmbeddedProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    ...user,
    cwd: compiled,
    env: { PATH: process.env['PATH'], AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const parts = await Promise.race([
    once(child.stdout, 'data').then(([line]) => JSON.parse(String(line)) as StartedParts),
    once(child, 'close').then(() => null),
  ]);
  return {
    child,
    parts,
    get complaint() {
      return complaint;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.stdin.write('stop\n');
      await exited;
    },
  };
}
