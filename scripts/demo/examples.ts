import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './repository.ts';
import type { ReaderLogin } from './warehouse.ts';

interface ExampleConnection {
  readonly settings: object;
  readonly secrets: object;
}

/** A definition of `examples/tests`; its `connectionId` is a placeholder. */
export interface ExampleTest {
  readonly name: string;
}

const dir = join(repository, 'examples');

const jsonOf = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

/** `examples/connection.json` with the address and the password of a warehouse. */
export async function exampleConnection({ password, ...address }: ReaderLogin) {
  const example = (await jsonOf(join(dir, 'connection.json'))) as ExampleConnection;
  return { ...example, settings: { ...example.settings, ...address }, secrets: { password } };
}

/** The definitions in `examples/tests` by file name without its ending, made for a connection. */
export async function exampleTests(connectionId: string): Promise<ReadonlyMap<string, ExampleTest>> {
  const files = (await readdir(join(dir, 'tests'))).filter((name) => name.endsWith('.json')).sort();
  const tests = await Promise.all(
    files.map(async (name) => {
      const test = (await jsonOf(join(dir, 'tests', name))) as ExampleTest;
      return [name.replace(/\.json$/, ''), { ...test, connectionId }] as const;
    }),
  );
  return new Map(tests);
}
