import { parse } from 'libpg-query';
import type { Statement } from '../../core/sql/dialect.ts';
import { calledNames, type Name, type Tree } from './called-names.ts';

/** Where a name without a schema is looked up after the built-in ones: see the search path of the session. */
const DEFAULT_SCHEMA = 'public';

/**
 * Asks the catalogue which functions that a condition calls may have effects: those that are not built in and are
 * declared VOLATILE. A read-only transaction stops them from writing tables of this database, but not from what other
 * languages and extensions can do outside of it. Null: the condition calls nothing. Takes only what the filter guard
 * has let pass.
 */
export async function effectsStatement(condition: string): Promise<Statement | null> {
  const { stmts } = await parse(`SELECT 1 FROM t WHERE\n${condition}\n`);
  const { functions, operators, attributes } = calledNames((stmts ?? []) as unknown as Tree);
  const calls = [
    ...functions.map((name) => ({ schema: schemaOf(name), name: name.at(-1)!, isAttribute: false })),
    ...attributes.map((name) => ({ schema: DEFAULT_SCHEMA, name, isAttribute: true })),
  ];
  if (calls.length === 0 && operators.length === 0) return null;
  return {
    text: `SELECT n.nspname || '.' || p.proname
FROM unnest($1::text[], $2::text[], $3::boolean[]) AS c (schema_name, function_name, is_attribute)
JOIN pg_namespace n ON n.nspname = c.schema_name
JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = c.function_name
WHERE p.provolatile = 'v' AND n.nspname <> 'pg_catalog'
  AND (NOT c.is_attribute OR p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1)
UNION ALL
SELECT n.nspname || '.' || p.proname
FROM pg_operator o
JOIN pg_proc p ON p.oid = o.oprcode
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE o.oprname = ANY($4::text[]) AND p.provolatile = 'v' AND n.nspname <> 'pg_catalog'
LIMIT 1`,
    parameters: [
      textArray(calls.map(({ schema }) => schema)),
      textArray(calls.map(({ name }) => name)),
      textArray(calls.map(({ isAttribute }) => String(isAttribute))),
      textArray(operators.map((name) => name.at(-1)!)),
    ],
  };
}

/** From the rows of the statement above: why the condition is refused, or null. */
export const effectsProblem = (rows: readonly (readonly (string | null)[])[]): string | null =>
  rows[0]?.[0] == null
    ? null
    : `a condition must not call ${rows[0][0]}: it is declared VOLATILE, so that it may have effects ` +
      '(if it has none, its owner can declare it STABLE)';

const schemaOf = (name: Name) => name.at(-2) ?? DEFAULT_SCHEMA;

const textArray = (texts: readonly string[]) =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
