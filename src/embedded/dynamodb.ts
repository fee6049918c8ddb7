import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { EmbeddedStartError } from './errors.ts';
import { choosePort, LOOPBACK } from './ports.ts';

const REGION = 'us-east-1';
const FINISH_WITHIN_MS = 5000;

export interface EmbeddedDynamoOptions {
  /** Made when missing. One process at a time: hold its lock (`lockDataDir`). */
  readonly dataDir: string;
  /** Null or 0: any free one. */
  readonly port: number | null;
}

export interface EmbeddedDynamo {
  /** Takes any credentials and region. */
  readonly endpoint: string;
  /** Lets requests finish, then closes the store. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** Where the tables of a data directory are. */
export const dynamoDir = (dataDir: string) => join(resolve(dataDir), 'dynamodb');

/**
 * Starts the DynamoDB API on loopback with its tables in `dataDir`. What it has acknowledged survives a kill
 * of the process, but not surely a power loss. Throws `EmbeddedStartError`.
 */
export async function startEmbeddedDynamo(options: EmbeddedDynamoOptions): Promise<EmbeddedDynamo> {
  const path = dynamoDir(options.dataDir);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const port = options.port ? await choosePort(options.port, 'EMBEDDED_DYNAMODB_PORT') : 0;
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
    const endpoint = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
    await readTables(endpoint);
    let stopping: Promise<void> | null = null;
    return { endpoint, stop: () => (stopping ??= close(server)) };
  } catch (cause) {
    if (server.listening) await close(server);
    throw new EmbeddedStartError(`the embedded DynamoDB cannot use ${path}: is another program using it?`, {
      cause,
    });
  }
}

/** The store opens in the background and tells of a failure only when asked something. */
async function readTables(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  try {
    await client.send(new ListTablesCommand({ Limit: 1 }));
  } finally {
    client.destroy();
  }
}

async function close(server: Server): Promise<void> {
  const impatience = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
  try {
    await new Promise<void>((done, fail) => server.close((error) => (error ? fail(error) : done())));
  } finally {
    clearTimeout(impatience);
  }
}
