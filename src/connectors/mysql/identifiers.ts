import type { DatasetName } from '../../core/dataset.ts';

/** Stands where a name has no schema: the database of the connection. No database can have this name by accident. */
export const OWN_SCHEMA = 'database()';

/** A name as SQL, exact in case and blanks. Throws `RangeError` for a zero byte, which would end the statement. */
export function quoted(name: string): string {
  if (name.includes('\0')) throw new RangeError('a name must not contain a zero byte');
  return `\`${name.replaceAll('`', '``')}\``;
}

export const quotedDataset = ({ schema, table }: DatasetName): string =>
  schema === OWN_SCHEMA ? quoted(table) : `${quoted(schema)}.${quoted(table)}`;
