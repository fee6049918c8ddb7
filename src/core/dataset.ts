/** A table or view of a connection. Both parts are exact: case and blanks matter, quoting is the dialect's work. */
export interface DatasetName {
  readonly schema: string;
  readonly table: string;
}

const PART = String.raw`(?:"(?:[^"\0]|"")+"|[^".\0]+)`;
const NAME = new RegExp(`^(?:(${PART})\\.)?(${PART})$`);

const unquote = (part: string) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part);

/**
 * Reads `schema.table` or `table` (then in `defaultSchema`); a part that holds a dot or a quote, or begins or ends with
 * a blank, is written in double quotes, as in SQL. Returns null when the text is neither.
 */
export function parseDataset(text: string, defaultSchema: string): DatasetName | null {
  const match = NAME.exec(text.trim());
  if (!match) return null;
  const [, schema, table] = match;
  return { schema: schema === undefined ? defaultSchema : unquote(schema), table: unquote(table!) };
}

const quoteIfNeeded = (part: string) =>
  /[".]|^\s|\s$/.test(part) ? `"${part.replaceAll('"', '""')}"` : part;

/** The one spelling that is stored and shown; `parseDataset` reads it back. */
export const datasetText = (name: DatasetName): string =>
  `${quoteIfNeeded(name.schema)}.${quoteIfNeeded(name.table)}`;
