import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { quoted, quotedText } from './identifiers.ts';
import type { Login } from './login.ts';
import type { Place } from './places.ts';

/** The name under which a database file is attached: any other could be the name of one of its schemas. */
export const DATABASE = 'plumbline source';

/** Of temporary files of one engine; beyond it a statement fails with an error. */
const MAX_TEMPORARY = '8GB';

/** A DuckDB that can read its place and nothing else. */
export interface Engine {
  readonly instance: DuckDBInstance;
  /** Gives the engine back; the last one closes it. */
  release(): void;
}

/**
 * Makes engines. Each folder or bucket of each snapshot has its own, a database file one for all: the lock on a file
 * belongs to the whole process and is lost as soon as any engine closes the file.
 */
export class Engines {
  readonly #shared = new Map<string, { readonly opening: Promise<DuckDBInstance>; users: number }>();
  #temporary: Promise<string> | null = null;
  #count = 0;

  async open(login: Login, place: Place): Promise<Engine> {
    if (place.kind !== 'database') {
      const instance = await this.#create(login, place);
      return { instance, release: () => instance.closeSync() };
    }
    const key = place.file;
    const shared = this.#shared.get(key) ?? { opening: this.#create(login, place), users: 0 };
    this.#shared.set(key, shared);
    shared.users += 1;
    const leave = () => {
      shared.users -= 1;
      if (shared.users === 0 && this.#shared.get(key) === shared) this.#shared.delete(key);
      return shared.users === 0;
    };
    try {
      const instance = await shared.opening;
      return {
        instance,
        release: () => {
          if (leave()) instance.closeSync();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Removes the temporary files. */
  async close(): Promise<void> {
    if (this.#temporary) await rm(await this.#temporary, { recursive: true, force: true });
    this.#temporary = null;
  }

  async #create({ settings, accessKeyId, secretAccessKey }: Login, place: Place): Promise<DuckDBInstance> {
    this.#temporary ??= mkdtemp(join(tmpdir(), 'plumbline-duckdb-'));
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: settings.memoryLimit,
      threads: String(settings.threads),
      temp_directory: join(await this.#temporary, String(++this.#count)),
      max_temp_directory_size: MAX_TEMPORARY,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    });
    try {
      const connection = await instance.connect();
      const secret = secretSql(settings, accessKeyId, secretAccessKey);
      for (const statement of [...openingOf(place, secret), ...LOCK]) await connection.run(statement);
      connection.closeSync();
      return instance;
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }
}

/** Sets a new connection's defaults, which belong to it alone. */
export async function prepareConnection(connection: DuckDBConnection, place: Place): Promise<void> {
  if (place.kind === 'database') await connection.run(`USE ${quoted(DATABASE)}`);
}

/** From here on nothing leads out of what is allowed, and nothing can change that. */
const LOCK = [
  `SET GLOBAL TimeZone = 'UTC'`,
  'SET allow_persistent_secrets = false',
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

function openingOf(place: Place, secret: string): readonly string[] {
  switch (place.kind) {
    case 'folder': {
      const allowed =
        place.only === null
          ? `allowed_directories = [${quotedText(`${place.folder}/`)}]`
          : `allowed_paths = [${quotedText(join(place.folder, place.only))}]`;
      return [`SET ${allowed}`];
    }
    case 'database':
      return [`ATTACH ${quotedText(place.file)} AS ${quoted(DATABASE)} (TYPE duckdb, READ_ONLY)`];
    case 'bucket':
      // the extension is never fetched from here: code comes with an installation, not with a run
      return ['LOAD httpfs', secret, `SET allowed_directories = [${quotedText(place.prefix)}]`];
  }
}

function secretSql(
  { path, region, endpoint }: Login['settings'],
  accessKeyId: string | null,
  secretAccessKey: string | null,
): string {
  const options = [
    ['SCOPE', path],
    ['KEY_ID', accessKeyId],
    ['SECRET', secretAccessKey],
    ['REGION', region],
    ['ENDPOINT', endpoint],
    ['URL_STYLE', endpoint === undefined ? null : 'path'],
  ].flatMap(([name, value]) => (value == null ? [] : `${name} ${quotedText(value)}`));
  return `CREATE TEMPORARY SECRET place (TYPE s3, ${options.join(', ')})`;
}
