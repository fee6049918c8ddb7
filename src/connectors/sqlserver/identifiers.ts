import type { DatasetName } from '../../core/dataset.ts';

/** A name as SQL, exact in blanks. Throws `RangeError` for a zero byte, which would end the statement. */
export function quoted(name: string): string {
  if (name.includes('\0')) throw new RangeError('a name must not contain a zero byte');
  return `[${name.replaceAll(']', ']]')}]`;
}

export const quotedDataset = ({ schema, table }: DatasetName): string => `${quoted(schema)}.${quoted(table)}`;
