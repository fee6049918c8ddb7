import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlatformClient } from '../scripts/demo/platform-client.ts';
import { key, startPlatformProcess, withKey } from './platform-process.ts';
import { report } from './report.ts';

/**
 * What knowing and checking who asks adds to a request: a route that anybody may ask against one that needs a caller,
 * in turn, over one connection. The key is one of the store, so that a look-up is among them every ten seconds.
 */
const REQUESTS = Number(process.env['REQUESTS'] ?? 5000);
const WARM_UP = 500;

async function askedFor(url: string, headers: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(url, { headers });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}`);
  return performance.now() - startedAt;
}

function microseconds(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => Math.round(1000 * sorted[Math.floor(share * (sorted.length - 1))]!);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
const platform = await startPlatformProcess({ DATA_DIR: dir });
try {
  const user = { name: 'bench', password: randomBytes(16).toString('hex'), role: 'viewer' as const };
  await new PlatformClient(platform.url, key).createUser(user);
  const signedIn = await fetch(`${platform.url}/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: user.name, password: user.password }),
  });
  const made = await fetch(`${platform.url}/v1/api-keys`, {
    method: 'POST',
    headers: { ...withKey.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', role: 'viewer' }),
  });
  const { key: stored } = (await made.json()) as { key: string };
  const ways = {
    'nobody: GET /health/live': ['/health/live', {}],
    'an API key: GET /v1/me': ['/v1/me', { authorization: `Bearer ${stored}` }],
    'a session: GET /v1/me': ['/v1/me', { cookie: signedIn.headers.getSetCookie()[0]!.split(';')[0]! }],
  } as const;
  const measured = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
  for (let n = 0; n < WARM_UP + REQUESTS; n++)
    for (const [way, [path, headers]] of Object.entries(ways)) {
      const ms = await askedFor(platform.url + path, headers);
      if (n >= WARM_UP) measured.get(way)!.push(ms);
    }
  report(
    'µs of a request, by who asks',
    { requests: REQUESTS },
    Object.fromEntries([...measured].map(([way, values]) => [way, microseconds(values)])),
  );
} finally {
  await platform.stop();
  await rm(dir, { recursive: true, force: true });
}
