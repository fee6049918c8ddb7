import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPartDied, EmbeddedStartError, messageOf } from './errors.ts';
import { leashTo, type Leash } from './leash.ts';
import { stopOrphan } from './orphan-postgres.ts';
import { choosePort, LOOPBACK } from './ports.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { clusterDir, openCluster, SUPERUSER } from './postgres-cluster.ts';
import { DATABASE, untilReady } from './postgres-ready.ts';
import { spawnServer, type ServerProcess } from './postgres-server.ts';
import { readOrCreatePrivateFile } from './private-file.ts';
import { serverUser } from './server-user.ts';

const READY_WITHIN_MS = 60_000;
const GONE_WITHIN_MS = 30_000;

export interface EmbeddedPostgresOptions {
  /** Made when missing. One process at a time: hold its lock (`lockDataDir`). */
  readonly dataDir: string;
  /** Null or 0: any free one. */
  readonly port: number | null;
  /** False trades safety against power loss for speed: for tests only. */
  readonly durable: boolean;
}

export interface EmbeddedPostgres {
  /** With user and password, for the database `plumbline`: a secret. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves, and only then, when the server ends without `stop` having been called. */
  readonly died: Promise<EmbeddedPartDied>;
  /** Ends open connections and the server. Idempotent. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL on loopback with its files and its generated password in `dataDir`; a server left by
 * a killed process is stopped first and its committed data recovered. Throws `EmbeddedStartError`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const user = await serverUser(clusterDir(dataDir));
  const binaries = await postgresBinaries(user);
  await mkdir(dataDir, { recursive: true, mode: 0o711 }); // another user may walk through; the secrets in it are 0600
  const passwordFile = join(dataDir, 'postgres.password');
  const password = (
    await readOrCreatePrivateFile(passwordFile, () => `${randomBytes(24).toString('base64url')}\n`)
  ).trim();
  const cluster = await openCluster(dataDir, binaries, user, { durable: options.durable, password });
  await stopOrphan(cluster);

  const logFile = join(dataDir, 'postgres.log');
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const port = await choosePort(options.port, 'EMBEDDED_POSTGRES_PORT');
    const urlOf = (database: string) => `postgres://${SUPERUSER}:${password}@${LOOPBACK}:${port}/${database}`;
    const settings = { port, durable: options.durable, logFile };
    const server = await spawnServer(binaries.postgres, cluster, user, settings);
    const leash = leashTo(server, user);
    try {
      await untilReady(server, urlOf, deadline);
      return running(server, leash, { port, url: urlOf(DATABASE), logFile });
    } catch (cause) {
      await end(server, leash);
      const said = await server.said();
      if (!mayPass(said, options.port) || performance.now() > deadline)
        throw new EmbeddedStartError(`PostgreSQL did not start (${why(cause, said)}); see ${logFile}`, {
          cause,
        });
      await sleep(100);
    }
  }
}

/** Backends outlive a killed server by a moment, and somebody may be faster at the port that we have found free. */
function mayPass(said: string, wantedPort: number | null): boolean {
  if (said.includes('pre-existing shared memory block')) return true;
  return !wantedPort && said.includes('could not bind');
}

function why(cause: unknown, said: string): string {
  const fatal = /(?:FATAL|PANIC): {2}(.+)/.exec(said)?.[1];
  return fatal ?? messageOf(cause);
}

function running(
  server: ServerProcess,
  leash: Leash,
  { port, url, logFile }: { port: number; url: string; logFile: string },
): EmbeddedPostgres {
  let stopping: Promise<void> | null = null;
  const died = new Promise<EmbeddedPartDied>((tell) => {
    void server.ended.then(() => {
      leash.release();
      if (stopping === null)
        tell(new EmbeddedPartDied(`the embedded PostgreSQL has ended by itself; see ${logFile}`));
    });
  });
  server.child.unref();
  return { port, url, pid: server.pid, died, stop: () => (stopping ??= end(server, leash)) };
}

/** Fast shutdown, and an immediate one when a client holds that up for too long. */
async function end(server: ServerProcess, leash: Leash): Promise<void> {
  server.child.ref();
  if (!server.hasEnded()) server.child.kill('SIGINT');
  const impatience = setTimeout(() => server.child.kill('SIGQUIT'), GONE_WITHIN_MS);
  await server.ended;
  clearTimeout(impatience);
  leash.release();
}
