import type { Statement } from '../../core/sql/dialect.ts';

export type Tree = { readonly [field: string]: unknown };

/** DuckDB's own parser as a function: what was parsed, as JSON, or its error. Nothing of it is bound or run. */
export const syntaxTreeStatement = (sql: string): Statement => ({
  text: 'SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)',
  parameters: [sql],
});

/** What the parser says; `statements` is empty when there is an error. */
export interface Parsed {
  readonly error: string | null;
  readonly statements: readonly Tree[];
}

export function parsedOf(json: string | null | undefined): Parsed {
  const answer = JSON.parse(json ?? '{"error":true}') as Tree;
  if (answer['error'] !== false)
    return { error: textOf(answer['error_message']) ?? 'it cannot be parsed', statements: [] };
  const statements = (answer['statements'] ?? []) as readonly { readonly node: Tree }[];
  return { error: null, statements: statements.map(({ node }) => node) };
}

/** Every object of a tree, itself first. Walks without recursion: the depth of the tree is the user's. */
export function* objectsIn(root: unknown): Generator<Tree> {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) yield value as Tree;
    for (const child of Object.values(value)) waiting.push(child);
  }
}

export interface TableName {
  readonly catalogue: string | null;
  readonly schema: string | null;
  readonly table: string;
}

/** The tables that a tree reads, as they are written; names of its own WITH clauses are left out. */
export function tablesIn(root: unknown): readonly TableName[] {
  const tables: TableName[] = [];
  const local = new Set<string>();
  for (const node of objectsIn(root)) {
    for (const { key } of (node['cte_map'] as { readonly map?: readonly Tree[] } | undefined)?.map ?? [])
      local.add(textOf(key)?.toLowerCase() ?? '');
    if (node['type'] === 'BASE_TABLE')
      tables.push({
        catalogue: textOf(node['catalog_name']),
        schema: textOf(node['schema_name']),
        table: textOf(node['table_name']) ?? '',
      });
  }
  return tables.filter(({ schema, table }) => schema !== null || !local.has(table.toLowerCase()));
}

export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
