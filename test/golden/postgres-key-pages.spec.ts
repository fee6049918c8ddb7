import { PostgresDialect } from '../../src/connectors/postgres/dialect.ts';
import { valueText } from '../../src/core/keys/value-families.ts';
import type { KeyPage } from '../../src/core/sql/dialect.ts';

const dialect = new PostgresDialect();
const page = (more: Partial<KeyPage> = {}): KeyPage => ({
  dataset: { schema: 'public', table: 'orders' },
  filter: null,
  keys: [{ name: 'id', type: 'integer' }],
  values: [],
  after: null,
  limit: 5000,
  ...more,
});

it('PostgreSQL: the first page of a key', () => {
  expect(dialect.renderKeyPage(page({ values: [valueText('net', 'decimal', 'UTC')] }))).toEqual({
    text: `SELECT k1::text,
  n::text,
  v1
FROM (
  SELECT "id" AS k1,
    count(*) AS n,
    min("net"::text COLLATE "C") AS v1
  FROM "public"."orders"
  WHERE "id" IS NOT NULL
  GROUP BY 1
  ORDER BY 1
  LIMIT 5000
) AS page
ORDER BY page.k1`,
    parameters: [],
  });
});

it('PostgreSQL: a later page of a key of several types', () => {
  const keys = [
    { name: 'day', type: 'date' },
    { name: 'co"de', type: 'text' },
  ] as const;
  const { text, parameters } = dialect.renderKeyPage(
    page({ keys, filter: 'a > 1', after: ['2026-01-01', "x'"], limit: 10 }),
  );
  expect(text).toContain(`  WHERE (
a > 1
)
    AND "day" IS NOT NULL
    AND "co""de" IS NOT NULL
    AND ("day", "co""de"::text COLLATE "C") > ($1::date, $2::text)
  GROUP BY 1, 2
  ORDER BY 1, 2
  LIMIT 10
) AS page
ORDER BY page.k1, page.k2`);
  expect(parameters).toEqual(['2026-01-01', "x'"]);
});
