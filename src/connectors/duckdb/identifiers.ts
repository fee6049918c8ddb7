import type { DatasetName } from '../../core/dataset.ts';

/** A name as SQL, exact in blanks; DuckDB ignores case all the same. Throws `RangeError` for a zero byte. */
export function quoted(name: string): string {
  if (name.includes('\0')) throw new RangeError('a name must not contain a zero byte');
  return `"${name.replaceAll('"', '""')}"`;
}

export const quotedDataset = ({ schema, table }: DatasetName): string => `${quoted(schema)}.${quoted(table)}`;

/** A text as SQL of its own: no escape has a meaning in it. */
export const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
