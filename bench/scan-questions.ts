import type { ConnectionId } from '../src/core/ids.ts';
import { testDefinition, type TestDefinition } from '../src/core/quality-test.ts';

/** A table like those that people have: keys, dirty text, money, times. $1 is the number of rows. */
export const TABLE = `
  CREATE TABLE orders AS
  SELECT n AS id,
         (random() * 100000)::int AS customer_id,
         CASE WHEN n % 50 = 0 THEN NULL WHEN n % 61 = 0 THEN ' ' ELSE 'user' || n || '@example.com' END AS email,
         (ARRAY['draft', 'paid', 'Shipped', 'returned', NULL])[1 + n % 5] AS status,
         round((random() * 1000)::numeric, 2) AS net,
         round((random() * 200)::numeric, 2) AS tax,
         now() - random() * interval '90 days' AS placed_at,
         CASE WHEN n % 7 = 0 THEN 'N/A' ELSE repeat('x', (n % 40)::int) END AS note
    FROM generate_series(1, $1::bigint) AS n`;

/** Forty questions about it: as tests, and as an expert would write the aggregates by hand. */
const questions: readonly (readonly [Record<string, unknown>, readonly string[]])[] = [
  [{ kind: 'volume', fail: { min: 1 } }, ['count(*)']],
  [{ kind: 'volume', warn: { maxChangePercent: 10 } }, []],
  [
    { kind: 'freshness', timestampColumn: 'placed_at', fail: { maxAge: '1d' } },
    [
      `max(placed_at) FILTER (WHERE isfinite(placed_at) AND placed_at <= now() + interval '5 min')`,
      `count(*) FILTER (WHERE placed_at > now() + interval '5 min')`,
    ],
  ],
  [{ kind: 'freshness', timestampColumn: 'placed_at', warn: { maxAge: '1h' } }, []],
  ...['id', 'customer_id', 'net', 'tax', 'placed_at'].map(
    (name) =>
      [{ kind: 'completeness', columns: [name] }, [`count(*) FILTER (WHERE ${name} IS NULL)`]] as const,
  ),
  ...['email', 'status', 'note'].map(
    (name) =>
      [
        { kind: 'completeness', columns: [name], blank: true },
        [`count(*) FILTER (WHERE ${name} IS NULL OR btrim(${name}) = '')`],
      ] as const,
  ),
  [
    { kind: 'completeness', columns: ['note'], placeholders: ['N/A', '-'] },
    [`count(*) FILTER (WHERE note IS NULL OR lower(btrim(note)) IN ('n/a', '-'))`],
  ],
  ...[100, 500, 900, 999].map(
    (max) =>
      [
        { kind: 'range', column: 'net', min: 0, max, warn: { maxPercent: 50 } },
        [`count(*) FILTER (WHERE net < 0 OR net > ${max} OR net = 'NaN')`],
      ] as const,
  ),
  [
    { kind: 'range', column: 'net', max: 5000, warn: { maxPercent: 1 } },
    ['count(net)', `count(*) FILTER (WHERE net > 5000 OR net = 'NaN')`],
  ],
  ...[50, 100, 200].map(
    (max) =>
      [
        { kind: 'range', column: 'tax', min: 0, max },
        [`count(*) FILTER (WHERE tax < 0 OR tax > ${max} OR tax = 'NaN')`],
      ] as const,
  ),
  [
    { kind: 'range', column: 'tax', max: 900 },
    ['count(tax)', `count(*) FILTER (WHERE tax > 900 OR tax = 'NaN')`],
  ],
  [
    { kind: 'range', column: 'customer_id', min: 0, max: 100_000 },
    ['count(customer_id)', 'count(*) FILTER (WHERE customer_id < 0 OR customer_id > 100000)'],
  ],
  [{ kind: 'range', column: 'id', min: 1 }, ['count(id)', 'count(*) FILTER (WHERE id < 1)']],
  [
    { kind: 'range', column: 'placed_at', min: '2020-01-01' },
    ['count(placed_at)', `count(*) FILTER (WHERE placed_at < '2020-01-01')`],
  ],
  ...[10, 20, 30, 40].map(
    (max) =>
      [
        { kind: 'range', column: 'note', of: 'length', max },
        [`count(*) FILTER (WHERE char_length(note) > ${max})`],
      ] as const,
  ),
  [
    { kind: 'range', column: 'email', of: 'length', min: 6, max: 100 },
    [
      'count(note)',
      'count(email)',
      'count(*) FILTER (WHERE char_length(email) < 6 OR char_length(email) > 100)',
    ],
  ],
  [
    { kind: 'acceptedValues', column: 'status', values: ['draft', 'paid', 'Shipped', 'returned'] },
    ['count(status)', `count(*) FILTER (WHERE status NOT IN ('draft', 'paid', 'Shipped', 'returned'))`],
  ],
  [
    { kind: 'acceptedValues', column: 'status', values: ['draft', 'paid', 'shipped'], ignoreCase: true },
    [`count(*) FILTER (WHERE lower(status) NOT IN ('draft', 'paid', 'shipped'))`],
  ],
  [
    { kind: 'acceptedValues', column: 'status', values: ['lost'], mode: 'forbidden' },
    [`count(*) FILTER (WHERE status IN ('lost'))`],
  ],
  ...[
    'net >= 0',
    'tax <= net + 200',
    'net + tax < 2000',
    `placed_at < now() + interval '1 day'`,
    'customer_id <> 0',
    'tax >= 0',
    'id > 0',
  ].map(
    (condition) =>
      [
        { kind: 'expression', condition },
        [`count(*) FILTER (WHERE NOT (${condition}))`, `count(*) FILTER (WHERE (${condition}) IS NULL)`],
      ] as const,
  ),
];

const connectionId = '01890000-0000-7000-8000-000000000000' as ConnectionId;

export const tests: readonly TestDefinition[] = questions.map(([fields], i) =>
  testDefinition.parse({ name: `question ${i + 1}`, connectionId, dataset: 'public.orders', ...fields }),
);

/** What an expert would write to answer all of them. */
export const EXPERT = `SELECT ${questions.flatMap(([, aggregates]) => aggregates).join(',\n')}\nFROM orders`;
