import type { DatasetName } from '../../core/dataset.ts';
import { quotedText } from './identifiers.ts';

const READERS: { readonly [extension: string]: string } = {
  csv: 'read_csv',
  tsv: 'read_csv',
  parquet: 'read_parquet',
  json: 'read_json',
  ndjson: 'read_ndjson',
  jsonl: 'read_ndjson',
};

/** The function that reads a file of this name (case does not matter), compressed by gzip or not; null for a file that is no data. */
export function formatOf(name: string): string | null {
  const [, extension, packed] = /[^/]\.([a-z]+)(\.gz)?$/.exec(name.toLowerCase()) ?? [];
  if (extension === undefined || (packed !== undefined && extension === 'parquet')) return null;
  return Object.hasOwn(READERS, extension) ? READERS[extension]! : null;
}

/**
 * A file's dataset: its path within the folder, split at the last dot: `2024/orders.csv` is table `csv` of schema
 * `2024/orders`, so that the dataset, and the table in SQL, is written like the file. Null for a file that is no data.
 */
export function datasetOfFile(path: string): DatasetName | null {
  if (formatOf(path) === null) return null;
  const dot = path.lastIndexOf('.');
  return { schema: path.slice(0, dot), table: path.slice(dot + 1) };
}

/**
 * The path of a dataset's file within the folder, or of its files: `*` stands for a part of a name, and `**` for any
 * folders. Null for what cannot be one, or would leave the folder.
 */
export function fileOfDataset({ schema, table }: DatasetName): string | null {
  const path = `${schema}.${table}`;
  const isPlain = path.split('/').every((part) => part !== '' && !part.startsWith('.'));
  return isPlain && !/[\\?[\]\0]/.test(path) && formatOf(path) !== null ? path : null;
}

export const isPattern = (path: string): boolean => path.includes('*');

/** The rows of a file, or of all that a path with `*` means, as a table function. */
export const readerSql = (path: string): string => `${formatOf(path)}(${quotedText(path)})`;
