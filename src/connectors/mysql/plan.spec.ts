import { estimateOf } from './plan.ts';

const block = (content: object) => JSON.stringify({ query_block: { select_id: 1, ...content } });

it.each([
  ['no table', { table: { message: 'No tables used' } }, null, 0],
  ['a table of MariaDB', { nested_loop: [{ table: { rows: 1001, filtered: 10 } }] }, null, 1001],
  [
    'a join: the second table is read again for each row of the first',
    { nested_loop: [{ table: { rows: 1000, filtered: 50 } }, { table: { rows: 200, filtered: 100 } }] },
    null,
    100_000,
  ],
  [
    'a join, as MariaDB wraps it',
    {
      nested_loop: [
        { table: { rows: 1000, filtered: 100 } },
        { 'range-checked-for-each-record': { keys: ['PRIMARY'], table: { rows: 1000, filtered: 100 } } },
      ],
    },
    null,
    1_000_000,
  ],
  [
    'a derived table',
    {
      nested_loop: [
        {
          table: {
            rows: 10,
            filtered: 100,
            materialized: { query_block: { nested_loop: [{ table: { rows: 5000, filtered: 100 } }] } },
          },
        },
      ],
    },
    null,
    5000,
  ],
  [
    'a table of MySQL 8',
    {
      cost_info: { query_cost: '104.35' },
      table: { rows_examined_per_scan: 1001, rows_produced_per_join: 333, filtered: '33.33' },
    },
    104.35,
    1001,
  ],
  ['a table of MariaDB 11', { cost: 0.16, nested_loop: [{ table: { rows: 7, filtered: 100 } }] }, 0.16, 7],
])('%s', (_, content, cost, rows) => {
  expect(estimateOf(block(content))).toEqual({ cost, rows });
});
