import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import { SourceUnavailable } from '../../ports/connector.ts';
import { formatOf } from './formats.ts';

/** Where a connection's data is, links resolved. */
export type Place =
  /** `only` is the one file of it that may be read; null for all. */
  | { readonly kind: 'folder'; readonly folder: string; readonly only: string | null }
  | { readonly kind: 'database'; readonly file: string }
  | { readonly kind: 'bucket'; readonly prefix: string };

/**
 * Finds what a connection's `path` means. Throws `SourceUnavailable` for a local path outside of the folders that the
 * operator has allowed (without a word about what is there), and for one that leads nowhere.
 */
export async function placeOf(path: string, allowed: readonly string[]): Promise<Place> {
  if (path.startsWith('s3://')) return { kind: 'bucket', prefix: path.endsWith('/') ? path : `${path}/` };
  const real = await realPathInside(path, allowed);
  const found = await stat(real);
  if (found.isDirectory()) return { kind: 'folder', folder: real, only: null };
  if (!found.isFile()) throw refused(`${path} is neither a folder nor a file`);
  return formatOf(basename(real))
    ? { kind: 'folder', folder: dirname(real), only: basename(real) }
    : { kind: 'database', file: real };
}

/** Whether a path is a folder or inside of it; both are without links and `..`. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

async function realPathInside(path: string, allowed: readonly string[]): Promise<string> {
  if (allowed.length === 0)
    throw refused(
      'local files are not allowed here: the operator has to name folders in DUCKDB_ALLOWED_PATHS',
    );
  const roots = await Promise.all(allowed.map((folder) => realpath(folder).catch(() => folder)));
  const isNamed = [...allowed, ...roots].some((folder) => isInside(path, folder));
  if (!isNamed) throw refused(`${path} is not in a folder of DUCKDB_ALLOWED_PATHS`);
  const real = await realpath(path).catch((error: unknown) => {
    throw new SourceUnavailable(
      { code: 'UNREACHABLE', message: `${path} does not exist, or may not be read` },
      { cause: error },
    );
  });
  if (!roots.some((folder) => isInside(real, folder)))
    throw refused(`${path} leads out of the folders of DUCKDB_ALLOWED_PATHS`);
  if (/[*?[\]]/.test(real))
    throw refused(`${path} leads to a name with * ? [ or ], which stand for patterns`);
  return real;
}

const refused = (message: string) => new SourceUnavailable({ code: 'PERMISSION_DENIED', message });
