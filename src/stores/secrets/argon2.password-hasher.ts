import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { PasswordHasher } from '../../ports/password-hasher.ts';

const require = createRequire(import.meta.url);

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 } as const;
/** So many at a time, so that a flood of sign-ins takes neither all memory nor all processors. */
const MOST_AT_ONCE = 2;

/** A password's hash that fits none: verifying against it takes as long as against a real one. */
const OF_NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { argon2id, argon2Verify } = require(workerData.library);
const work = workerData.hash === undefined
  ? argon2id({ ...workerData.cost, password: workerData.password, salt: workerData.salt, outputType: 'encoded' })
  : argon2Verify({ password: workerData.password, hash: workerData.hash });
work.then((answer) => parentPort.postMessage(answer));
`;

/**
 * argon2id in WebAssembly, each time in a thread of its own: the algorithm runs through without a pause, and the thread
 * that serves requests must not stand still meanwhile. The thread ends with its memory, and the password in it.
 */
export class Argon2PasswordHasher extends PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly library = require.resolve('hash-wasm');

  async hash(password: string): Promise<string> {
    return String(await this.work({ password: inOneForm(password), salt: randomBytes(16), cost: COST }));
  }

  async verify(password: string, hash: string | null): Promise<boolean> {
    const fits = await this.work({ password: inOneForm(password), hash: hash ?? OF_NOBODY });
    return fits === true && hash !== null;
  }

  private async work(task: object): Promise<unknown> {
    if (this.running >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      const worker = new Worker(PROGRAM, { eval: true, workerData: { ...task, library: this.library } });
      const [answer] = (await once(worker, 'message')) as [unknown];
      await worker.terminate();
      return answer;
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

/** The same letters, however a keyboard composes them. */
const inOneForm = (password: string) => password.normalize('NFKC');
