import { readdir, realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { datasetText, type DatasetName } from '../../core/dataset.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import { datasetOfFile, fileOfDataset, isPattern } from './formats.ts';
import { isInside } from './places.ts';

/** More than this is no folder of datasets, and walking it would take the time of everybody. */
const MAX_ENTRIES = 100_000;
const MAX_DEPTH = 16;

interface Folder {
  readonly folder: string;
  readonly only: string | null;
}

/**
 * The real path of a dataset's file; null when there is none in the folder, also when a link leads out of it. A path
 * with `*` is as it was written: DuckDB looks at where each of its files really is.
 */
export async function findFile(place: Folder, dataset: DatasetName): Promise<string | null> {
  const path = fileOfDataset(dataset);
  if (path === null || (place.only !== null && place.only !== path)) return null;
  if (isPattern(path)) return join(place.folder, path);
  const real = await realpath(join(place.folder, path)).catch(() => null);
  return real !== null && isInside(real, place.folder) ? real : null;
}

/**
 * The datasets of a folder and the folders in it, by schema and table in the order of their characters. Hidden files
 * and links to folders are left out. Throws `SourceUnavailable` for a folder that cannot be read or is too large.
 */
export async function listFiles({ folder, only }: Folder): Promise<readonly DatasetName[]> {
  const found: DatasetName[] = [];
  const waiting = [''];
  let entries = 0;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop())
    for (const entry of await entriesOf(join(folder, path))) {
      if (++entries > MAX_ENTRIES) throw tooLarge();
      const name = posix.join(path, entry.name);
      if (entry.name.startsWith('.') || (only !== null && only !== name)) continue;
      if (entry.isDirectory() && name.split('/').length < MAX_DEPTH) waiting.push(name);
      const dataset = entry.isDirectory() || isPattern(name) ? null : datasetOfFile(name);
      if (dataset && (await findFile({ folder, only }, dataset)) !== null) found.push(dataset);
    }
  return found.sort(byName);
}

const entriesOf = (folder: string) =>
  readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new SourceUnavailable(
      { code: 'PERMISSION_DENIED', message: 'a folder of the connection may not be read' },
      { cause: error },
    );
  });

/** By schema, then table, as code units. */
export const byName = (a: DatasetName, b: DatasetName): number =>
  compare(a.schema, b.schema) || compare(a.table, b.table);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const tooLarge = () =>
  new SourceUnavailable({
    code: 'RESOURCES',
    message: `the folder has more than ${MAX_ENTRIES} files: connect to a folder in it`,
  });

/** For people who asked for a file that is not there. */
export const noSuchFile = (dataset: DatasetName): string =>
  `there is no file ${datasetText(dataset)} in the connection's folder`;
