import { FilterGuard } from './filter-guard.ts';

const guard = new FilterGuard();
afterAll(() => guard.close());

describe('FilterGuard', () => {
  it.each([
    `status = 'paid'`,
    `amount > 10 AND (country IN ('DE', 'FR') OR country IS NULL)`,
    `created_at >= now() - INTERVAL 7 DAYS`,
    `lower(email) LIKE '%@example.com' AND email SIMILAR TO '.*'`,
    `payload->>'kind' = 'x' AND payload.kind = 'x'`,
    `note = '-- not a comment; /* neither */ $1'`,
    `note = E'it\\'s; --' AND note <> $$a; -- b$$ AND note <> $x$ $$; $x$`,
    `"we""ird; --" = 'a'`,
    `id IN (SELECT order_id FROM sales.returns WHERE reason <> 'x' ORDER BY id LIMIT 5)`,
    `id IN (SELECT order_id FROM "2026/returns".csv)`,
    `EXISTS (WITH r AS (SELECT 1 AS a) SELECT a FROM r JOIN s USING (a) UNION ALL VALUES (1))`,
    `EXISTS (WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r WHERE a < 5) SELECT * FROM r)`,
    `EXISTS (SELECT 1 FROM generate_series(1, 3) AS g(i), unnest([1, 2]) AS u(x) WHERE i = x)`,
    `CASE WHEN a THEN b ELSE c END IS TRUE`,
    `address.city = 'Bonn' AND tags[1] = 'x' AND list_contains(tags, 'y') AND {'a': 1} IS NOT NULL`,
    `list_filter(tags, lambda t: t <> 'x') = [] AND [t FOR t IN tags IF t > 'a'] IS NOT NULL`,
    `(a, b) = (1, 2) AND a IS DISTINCT FROM b AND a BETWEEN 1 AND 2 AND TRY(a::INTEGER) > 1`,
    `name COLLATE NOCASE < 'b' AND current_date > day AND extract(year FROM day) = 2024`,
    `row_number() OVER (PARTITION BY a ORDER BY b) > 1 AND sum(a) FILTER (WHERE b) OVER () > 1`,
    `regexp_matches(a, '^x') AND a::DECIMAL(10, 2) > 1 AND a::mood = 'good' AND my_macro(a)`,
  ])('accepts %s', async (filter) => {
    expect(await guard.problemOf(filter)).toBeNull();
  });

  it.each([
    ['', 'must not be empty'],
    ['  \n ', 'must not be empty'],
    ['a = ', 'not a condition'],
    ['a = 1)', 'not a condition'],
    ['(a = 1', 'not a condition'],
    ['a = 1) OR (1 = 1', 'not a condition'],
    [`a = 'open`, 'not a condition'],
    ['a = 1\0', 'zero byte'],
    ['a = 1 -- and so on', 'comments'],
    ['a = 1 /* and so on', 'not a condition'],
    ['a = /* x */ 1', 'comments'],
    [`a = 'x' -- '`, 'comments'],
    ['a = 1; DROP TABLE t', 'not a condition'],
    ['a = 1; SELECT 2', '";"'],
    ['a = 1;', '";"'],
    ["a = 1; COPY t TO 'x'", 'not a condition'],
    ['a = $1', 'no parameters'],
    ['a = ?', 'no parameters'],
    ['a = $name', 'no parameters'],
    ['a = #1', 'position'],
    ['a = 1 GROUP BY a', 'GROUP BY'],
    ['a = 1 GROUP BY ALL', 'another clause'],
    ['a = 1 HAVING true', 'HAVING'],
    ['a = 1 QUALIFY true', 'QUALIFY'],
    ['a = 1 ORDER BY a', 'ORDER BY'],
    ['a = 1 LIMIT 1', 'LIMIT'],
    ['a = 1 OFFSET 1', 'OFFSET'],
    ['a = 1 USING SAMPLE 3', 'USING SAMPLE'],
    ['a = 1 WINDOW w AS ()', 'not a condition'],
    ['a = 1 UNION SELECT 2', 'combine several'],
    ['a = 1 EXCEPT SELECT 2', 'combine several'],
    ['EXISTS (SELECT 1 INTO x FROM t)', 'not a condition'],
    ['EXISTS (SELECT 1 FROM t FOR UPDATE)', 'not a condition'],
    ['EXISTS (WITH d AS (DELETE FROM t RETURNING *) SELECT 1 FROM d)', 'not a condition'],
    ['EXISTS (FROM (DESCRIBE t))', 'DESCRIBE'],
    ['EXISTS (FROM (SHOW ALL TABLES))', 'DESCRIBE'],
    ['EXISTS (FROM (SUMMARIZE t))', 'DESCRIBE'],
    ['EXISTS (SELECT 1 FROM t PIVOT (sum(x) FOR y IN (1)))', 'PIVOT'],
    [`EXISTS (FROM read_csv('/etc/passwd'))`, 'read_csv: it reads files'],
    [`EXISTS (FROM READ_TEXT('/etc/passwd'))`, 'it reads files'],
    [`EXISTS (FROM "read_text"('/etc/passwd'))`, 'it reads files'],
    [`EXISTS (FROM main.read_text('/etc/passwd'))`, 'it reads files'],
    [`EXISTS (FROM parquet_metadata('x'))`, 'it reads files'],
    [`EXISTS (FROM glob('/*'))`, 'it reads files'],
    [`EXISTS (FROM arrow_scan(1, 2, 3))`, 'it reads files or memory'],
    [`EXISTS (FROM duckdb_secrets())`, 'about the engine'],
    [`EXISTS (FROM duckdb_settings())`, 'about the engine'],
    [`EXISTS (FROM pragma_version())`, 'about the engine'],
    [`EXISTS (FROM enable_logging())`, 'about the engine'],
    [`EXISTS (FROM force_checkpoint())`, 'about the engine'],
    [`EXISTS (FROM query('SELECT 1'))`, 'hidden'],
    [`EXISTS (FROM query_table('t'))`, 'hidden'],
    [`EXISTS (FROM json_execute_serialized_sql('{}'))`, 'hidden'],
    [`EXISTS (FROM somebodys_table_macro(1))`, 'not one of those that make rows'],
    [`EXISTS (FROM summary(TABLE t))`, 'not'],
    [`getenv('HOME') = ''`, 'session'],
    [`current_setting('threads') = 1`, 'session'],
    [`getvariable('x') = 1`, 'session'],
    [`setseed(0.5) IS NULL`, 'session'],
    [`nextval('s') > 0`, 'sequence'],
    [`pg_sleep(1) IS NULL`, 'pg_sleep'],
    [`sleep_ms(1) IS NULL`, 'waits'],
    [`write_log('x') IS NULL`, 'writes'],
    [`(1).sleep_ms() IS NULL`, 'waits'],
    [`a IN (SELECT 1 FROM t ORDER BY sleep_ms(1))`, 'waits'],
    [`sum(a) OVER (ORDER BY sleep_ms(1)) > 1`, 'waits'],
    [`list_transform(tags, lambda t: sleep_ms(1)) = []`, 'waits'],
    [`COLUMNS(c -> sleep_ms(1) IS NULL)`, 'waits'],
    [`(a::STRUCT(x INTEGER)).x = getenv('HOME')`, 'session'],
    [`SET threads = 1`, 'not a condition'],
    ['a = 1' + ' '.repeat(10_000), '10000 characters'],
  ])('refuses %j', async (filter, reason) => {
    expect(await guard.problemOf(filter)).toContain(reason);
  });

  it.each([
    ['NOT', 'NOT '.repeat(2490) + 'a'],
    ['sums', 'a' + '+a'.repeat(4990) + ' = 1'],
    ['signs', '- '.repeat(4900) + 'a = 1'],
    ['brackets', '('.repeat(4900) + 'a' + ')'.repeat(4900)],
    ['lists', '['.repeat(4900) + ']'.repeat(4900)],
    ['CASE', 'CASE WHEN '.repeat(450) + 'a' + ' THEN b END'.repeat(450)],
    ['sub-selects', 'EXISTS (SELECT 1 WHERE '.repeat(400) + 'a' + ')'.repeat(400)],
  ])('survives the deepest nesting of %s that fits into a filter', async (_, filter) => {
    const problem = await guard.problemOf(filter);
    expect([null, 'depth']).toContain(problem === null ? null : /depth/.exec(problem)?.[0]);
    expect(await guard.problemOf('a = 1')).toBeNull();
    expect(await guard.problemOf('sleep_ms(1) IS NULL')).toContain('sleep_ms');
  });

  it('answers many questions at once', async () => {
    const filters = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? `a = ${i}` : `a = ${i};`));
    const problems = await Promise.all(filters.map((filter) => guard.problemOf(filter)));
    expect(problems.filter((problem) => problem === null)).toHaveLength(25);
  });
});
