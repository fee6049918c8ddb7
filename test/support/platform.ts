import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadEnv } from '../../src/config/env.ts';
import { startPlatform, type Platform } from '../../src/roles/platform.ts';
import { createDatabase } from './database.ts';
import { adminKey } from './stub-access.ts';

/** An answer of the API. `body` is what JSON gave; specs say with `toMatchObject` what they expect of it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface TestPlatform {
  readonly platform: Platform;
  readonly url: string;
  readonly dataDir: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Waits until the run is finished; fails after 30 s. */
  finished(runId: string): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** The whole platform in this process: results on the suite's PostgreSQL, DynamoDB API and queue embedded. */
export async function startTestPlatform(variables: Record<string, string> = {}): Promise<TestPlatform> {
  const database = await createDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'plumbline-e2e-'));
  const platform = await startPlatform(
    loadEnv({
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      RESULTS_DB_URL: database.url,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      LOG_LEVEL: 'error',
      DRAIN_TIMEOUT: '1s',
      PLUMBLINE_ADMIN_KEY: adminKey,
      ...variables,
    }),
  );
  const call = caller(platform.url!);
  return {
    platform,
    url: platform.url!,
    dataDir,
    call,
    finished: (runId) => untilFinished(call, runId),
    async stop() {
      await platform.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Calls as an admin, unless the headers say who else asks. */
export const caller =
  (url: string): TestPlatform['call'] =>
  async (method, path, body, headers = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        authorization: `Bearer ${adminKey}`,
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };

export async function untilFinished(
  call: TestPlatform['call'],
  runId: string,
): Promise<readonly Record<string, unknown>[]> {
  for (let i = 0; i < 600; i++) {
    const { body } = await call('GET', `/v1/runs/${runId}`);
    if (body['state'] === 'finished') return body['executions'] as Record<string, unknown>[];
    await sleep(50);
  }
  throw new Error(`run ${runId} did not finish`);
}

/** The fields of a connection to the database behind `url`. */
export function connectionTo(url: string, name: string, limits: Record<string, unknown> = {}) {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    name,
    engine: 'postgres',
    settings: {
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      user: decodeURIComponent(username),
      tls: { mode: 'disable' },
    },
    secrets: { password: decodeURIComponent(password) },
    limits,
  };
}
