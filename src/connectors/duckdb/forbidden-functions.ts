/** Functions that start with `pg_` are about a server; all are refused but these. */
const HARMLESS_PG = new Set(['pg_typeof', 'pg_size_pretty', 'pg_collation_for']);

/** The functions that make rows of values. All others that make rows read files, settings or the engine itself. */
const ROW_MAKERS = new Set([
  'unnest',
  'generate_series',
  'range',
  'generate_subscripts',
  'repeat',
  'repeat_row',
  'json_each',
  'json_tree',
  'regexp_split_to_table',
]);

/** What acts outside of the row at hand, with what it does in words. */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly does: string }[] = [
  { pattern: /^(setseed|getvariable|current_setting|getenv)$/, does: 'reads or changes the session' },
  { pattern: /^(nextval|currval)$/, does: 'uses a sequence' },
  { pattern: /^sleep_ms$/, does: 'waits' },
  { pattern: /^write_log$/, does: 'writes' },
  {
    pattern: /^(query|query_table|json_execute_serialized_sql|json_serialize_plan)$/,
    does: 'runs SQL that is hidden in its arguments',
  },
  {
    pattern: /^(read_.*|glob|sniff_csv|parquet_.*|arrow_scan.*|seq_scan|iceberg_.*|delta_scan|.*_scan)$/,
    does: 'reads files or memory',
  },
  {
    pattern:
      /^(__internal.*|txid_current|current_transaction_id|current_connection_id|current_query.*|inet_.*|get_block_size|which_secret|duckdb_.*|pragma_.*|.*checkpoint|(en|dis)able_.*|truncate_.*|sql_auto_complete|test_.*)$/,
    does: 'is about the engine, not about values',
  },
];

/** What a function does that a condition must not do, or null. */
export function forbiddenDeed(written: string): string | null {
  const name = written.toLowerCase();
  if (name.startsWith('pg_') && !HARMLESS_PG.has(name)) return 'is about the engine, not about values';
  return FORBIDDEN.find(({ pattern }) => pattern.test(name))?.does ?? null;
}

/** The same for a function that stands after FROM, where only some are known to be harmless. */
export const forbiddenRows = (written: string): string | null =>
  forbiddenDeed(written) ??
  (ROW_MAKERS.has(written.toLowerCase()) ? null : 'is not one of those that make rows of values');
