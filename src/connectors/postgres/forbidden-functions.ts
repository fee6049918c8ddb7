/**
 * Built-in functions start with `pg_` when they are about the server instead of about values: files, locks, signals,
 * WAL, replication, statistics. All of them are refused but these.
 */
const HARMLESS_PG = new Set([
  'pg_typeof',
  'pg_column_size',
  'pg_input_is_valid',
  'pg_collation_for',
  'pg_size_pretty',
  'pg_size_bytes',
]);

/** The rest that acts outside of the row at hand, with what it does in words. */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly does: string }[] = [
  { pattern: /^(set_config|setseed)$/, does: 'changes the session' },
  { pattern: /^(nextval|setval|currval|lastval)$/, does: 'uses a sequence' },
  { pattern: /^(lo_.*|lo(read|write)|be_lo.*)$/, does: 'uses large objects' },
  {
    pattern: /^(dblink.*|postgres_fdw_.*|http|http_.*|aws_.*|oracle_execute|run_command_on_.*)$/,
    does: 'reaches other servers',
  },
  {
    pattern: /^(query|table|schema|database|cursor)_to_xml/,
    does: 'runs SQL that is hidden in its arguments',
  },
  {
    pattern: /^(ts_stat|ts_rewrite|crosstab.*|connectby|xpath_table|exec_.*|execute_.*)$/,
    does: 'runs SQL that is hidden in its arguments',
  },
  { pattern: /^txid_/, does: 'takes a transaction number' },
  {
    pattern: /^(binary_upgrade_|brin_|gin_clean_|currtid|heap_force_|autoprewarm_)/,
    does: 'works on the storage of the server',
  },
  { pattern: /^(utl_file|dbms_.*)$/, does: 'acts outside of the row at hand' },
];

/** What a function does that a filter must not do, or null. `name` is without schema, as the parser folded it. */
export function forbiddenDeed(name: string): string | null {
  if (name.startsWith('pg_') && !HARMLESS_PG.has(name)) return 'is about the server, not about values';
  return FORBIDDEN.find(({ pattern }) => pattern.test(name))?.does ?? null;
}
