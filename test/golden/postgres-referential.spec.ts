import type { OrphanSource } from '../../src/core/sql/dialect.ts';
import { countAll } from '../../src/core/sql/expression.ts';
import { PostgresDialect } from '../../src/connectors/postgres/dialect.ts';

const dialect = new PostgresDialect();
const orders = { schema: 'public', table: 'orders' };
const simple: OrphanSource = {
  kind: 'orphans',
  columns: ['customer_id'],
  match: 'simple',
  reference: { dataset: { schema: 'public', table: 'customers' }, columns: ['id'], filter: null },
};
const composite: OrphanSource = {
  kind: 'orphans',
  columns: ['region', 'no'],
  match: 'full',
  reference: { dataset: { schema: 'sales', table: 'accounts' }, columns: ['r', 'n'], filter: null },
};

const select = (source: OrphanSource, filter: string | null = null) =>
  dialect.renderScalarSelect({ dataset: orders, filter, source, expressions: [countAll] });

describe('PostgresDialect: rows without a partner', () => {
  it('simple: the whole key is present', () => {
    expect(select(simple)).toEqual({
      parameters: [],
      text: `SELECT m1::text
FROM (
  SELECT count(*) AS m1
  FROM (
  SELECT "customer_id" AS "key 1 of the row"
  FROM "public"."orders"
  ) AS "tested row"
  WHERE "tested row"."key 1 of the row" IS NOT NULL
    AND NOT EXISTS (
  SELECT 1 FROM (
  SELECT "id" AS "key 1 of the row"
  FROM "public"."customers"
  ) AS "reference row"
  WHERE "reference row"."key 1 of the row" = "tested row"."key 1 of the row"
  )
) AS measured`,
    });
  });

  it('full, with a key of two columns: any of it is present', () => {
    expect(select(composite).text).toBe(`SELECT m1::text
FROM (
  SELECT count(*) AS m1
  FROM (
  SELECT "region" AS "key 1 of the row", "no" AS "key 2 of the row"
  FROM "public"."orders"
  ) AS "tested row"
  WHERE ("tested row"."key 1 of the row" IS NOT NULL OR "tested row"."key 2 of the row" IS NOT NULL)
    AND NOT EXISTS (
  SELECT 1 FROM (
  SELECT "r" AS "key 1 of the row", "n" AS "key 2 of the row"
  FROM "sales"."accounts"
  ) AS "reference row"
  WHERE "reference row"."key 1 of the row" = "tested row"."key 1 of the row"
    AND "reference row"."key 2 of the row" = "tested row"."key 2 of the row"
  )
) AS measured`);
  });

  it('simple, with a key of two columns: all of it is present', () => {
    expect(select({ ...composite, match: 'simple' }).text).toContain(
      `  WHERE "tested row"."key 1 of the row" IS NOT NULL\n    AND "tested row"."key 2 of the row" IS NOT NULL\n    AND NOT EXISTS (`,
    );
  });

  it('has each filter beside its own table, in brackets and on lines of its own', () => {
    const source = { ...simple, reference: { ...simple.reference, filter: 'deleted_at IS NULL' } };
    expect(select(source, "status = 'paid' OR total > 0").text).toBe(`SELECT m1::text
FROM (
  SELECT count(*) AS m1
  FROM (
  SELECT "customer_id" AS "key 1 of the row"
  FROM "public"."orders"
  WHERE (
status = 'paid' OR total > 0
)
  ) AS "tested row"
  WHERE "tested row"."key 1 of the row" IS NOT NULL
    AND NOT EXISTS (
  SELECT 1 FROM (
  SELECT "id" AS "key 1 of the row"
  FROM "public"."customers"
  WHERE (
deleted_at IS NULL
)
  ) AS "reference row"
  WHERE "reference row"."key 1 of the row" = "tested row"."key 1 of the row"
  )
) AS measured`);
  });

  it('quotes the names of both sides', () => {
    const { text } = select({
      ...simple,
      columns: ['we"ird'],
      reference: { dataset: { schema: 'S.x', table: 'T"' }, columns: ['Größe; --'], filter: null },
    });
    expect(text).toContain('SELECT "we""ird" AS "key 1 of the row"\n');
    expect(text).toContain('SELECT "Größe; --" AS "key 1 of the row"\n  FROM "S.x"."T"""\n');
  });

  it('is probed without reading a row', () => {
    expect(dialect.renderReferenceProbe(orders, simple)).toEqual({
      parameters: [],
      text: `SELECT NULL::text
FROM (
  SELECT "customer_id" AS "key 1 of the row"
  FROM "public"."orders"
  WHERE (
FALSE
)
  ) AS "tested row"
  WHERE "tested row"."key 1 of the row" IS NOT NULL
    AND NOT EXISTS (
  SELECT 1 FROM (
  SELECT "id" AS "key 1 of the row"
  FROM "public"."customers"
  ) AS "reference row"
  WHERE "reference row"."key 1 of the row" = "tested row"."key 1 of the row"
  )`,
    });
  });
});
