import { expressionsOf, outcomeOf } from '../../src/core/metrics/catalogue.ts';
import type { ScalarMetric } from '../../src/core/metrics/metric.ts';
import { column, isoText, maxIf, and, type Expression } from '../../src/core/sql/expression.ts';
import { createCustomer, limits, Probe, rowsOf, type Customer } from './postgres-connector.fixture.ts';

let customer: Customer;
const probe = new Probe();
beforeAll(async () => {
  customer = await createCustomer();
});
afterAll(async () => {
  await probe.connector.close();
  await customer.drop();
});

let tables = 0;
/** Makes a table with one column `at` of `type` and measures it, as the planner would. */
async function measure(
  type: string,
  values: readonly string[],
  metrics: readonly ScalarMetric[],
  filter: string | null = null,
) {
  const dataset = { schema: 'public', table: `values_${++tables}` };
  await customer.admin.query(`CREATE TABLE ${dataset.table} (at ${type}, note text)`);
  for (const value of values)
    await customer.admin.query(`INSERT INTO ${dataset.table} (at) VALUES (${value})`);
  return probe.within(customer.superuser, async (snapshot) => {
    const columns = new Map((await snapshot.columns(dataset))?.map((c) => [c.name, c]));
    const expressions = metrics.flatMap((metric) => expressionsOf(metric, (name) => columns.get(name)!));
    const statement = probe.connector.dialect.renderScalarSelect({
      dataset,
      filter,
      source: { kind: 'rows' },
      expressions,
    });
    const [row] = rowsOf(await snapshot.send(statement, limits));
    return metrics.map((metric, i) => {
      const outcome = outcomeOf(metric, [row![i]!]);
      if (outcome.kind === 'grouped') throw new Error('nothing is grouped here');
      return outcome.kind === 'measured' ? outcome.value : outcome.reason.code;
    });
  });
}

const inputs = { column: 'at', timeZone: 'UTC', futureToleranceMs: 60_000 };
const all = (timeZone = 'UTC'): readonly ScalarMetric[] => [
  { type: 'rowCount' },
  { type: 'newestTimestamp', ...inputs, timeZone },
  { type: 'futureCount', ...inputs, timeZone },
];

describe('what PostgreSQL answers', () => {
  it.each(['timestamptz', 'timestamp', 'date'])('%s: an empty table', async (type) => {
    expect(await measure(type, [], all())).toEqual([0, null, 0]);
  });

  it.each(['timestamptz', 'timestamp', 'date'])('%s: only nulls', async (type) => {
    expect(await measure(type, ['NULL', 'NULL'], all())).toEqual([2, null, 0]);
  });

  it.each(['timestamptz', 'timestamp', 'date'])(
    '%s: infinity is in the future, -infinity is not',
    async (type) => {
      expect(await measure(type, [`'infinity'`, `'-infinity'`, 'NULL'], all())).toEqual([3, null, 1]);
      expect(await measure(type, [`'infinity'`, `'2024-02-29'`], all('Europe/Berlin'))).toEqual([
        2,
        type === 'timestamptz' ? '2024-02-29T00:00:00.000000Z' : '2024-02-28T23:00:00.000000Z',
        1,
      ]);
    },
  );

  it.each(['timestamptz', 'timestamp', 'date'])(
    '%s: future rows do not make the rest newer',
    async (type) => {
      const values = [`'2024-02-29'`, `'9999-12-31'`, `now() + interval '2 days'`];
      expect(await measure(type, values, all())).toEqual([3, '2024-02-29T00:00:00.000000Z', 2]);
    },
  );

  it('microseconds survive', async () => {
    expect(await measure('timestamptz', [`'2024-01-01 00:00:00.000001+00'`], all())).toEqual([
      1,
      '2024-01-01T00:00:00.000001Z',
      0,
    ]);
  });

  it.each([
    ['timestamptz', `'0044-03-15 12:00:00+00 BC'`, '-000043-03-15T12:00:00.000000Z'],
    ['timestamptz', `'0001-06-01 00:00:00+00 BC'`, '+000000-06-01T00:00:00.000000Z'],
    ['timestamp', `'4713-01-02 00:00:00 BC'`, '-004712-01-02T00:00:00.000000Z'],
    ['date', `'0001-01-01'`, '0001-01-01T00:00:00.000000Z'],
  ])('%s %s: years before 1 are still ISO 8601', async (type, value, iso) => {
    expect(await measure(type, [value], all())).toEqual([1, iso, 0]);
    expect(Number.isNaN(Date.parse(iso))).toBe(false);
  });

  it('years after 9999 are still ISO 8601', async () => {
    const dataset = { schema: 'public', table: 'far_future' };
    await customer.admin.query(
      `CREATE TABLE far_future AS SELECT timestamptz '12345-01-02 03:04:05+00' AS at`,
    );
    const newest: Expression = isoText(maxIf(column('at'), and()));
    const statement = probe.connector.dialect.renderScalarSelect({
      dataset,
      filter: null,
      source: { kind: 'rows' },
      expressions: [newest],
    });
    const outcome = await probe.within(customer.superuser, (snapshot) => snapshot.send(statement, limits));
    expect(rowsOf(outcome)).toEqual([['+012345-01-02T03:04:05.000000Z']]);
  });

  it.each(['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Tokyo', 'Pacific/Kiritimati'])(
    'dates and times that cannot be shifted to %s do not fail the scan',
    async (zone) => {
      const dates = [`'5874897-12-31'`, `'294277-01-01'`, `'4714-11-24 BC'`];
      expect(await measure('date', dates, all(zone))).toEqual([3, null, 2]);
      const times = [`'294276-12-31 23:59:59.999999'`, `'4714-11-24 00:00:00 BC'`];
      expect(await measure('timestamp', times, all(zone))).toEqual([2, null, 1]);
    },
  );

  it.each([
    // before the clocks go forward, within the hour that does not exist, and after it
    [`'2024-03-31 01:59:59'`, '2024-03-31T00:59:59.000000Z'],
    [`'2024-03-31 02:30:00'`, '2024-03-31T01:30:00.000000Z'],
    [`'2024-03-31 03:00:00'`, '2024-03-31T01:00:00.000000Z'],
    // before they go back, within the hour that exists twice (the later one counts), and after it
    [`'2024-10-27 01:59:59'`, '2024-10-26T23:59:59.000000Z'],
    [`'2024-10-27 02:30:00'`, '2024-10-27T01:30:00.000000Z'],
    [`'2024-10-27 03:00:00'`, '2024-10-27T02:00:00.000000Z'],
  ])('a wall clock in Berlin, %s', async (value, iso) => {
    expect(await measure('timestamp', [value], all('Europe/Berlin'))).toEqual([1, iso, 0]);
  });

  it('midnight of a date is that of its zone, on both sides of a change of the clocks', async () => {
    expect(await measure('date', [`'2024-03-31'`], all('Europe/Berlin'))).toEqual([
      1,
      '2024-03-30T23:00:00.000000Z',
      0,
    ]);
    expect(await measure('date', [`'2024-04-01'`], all('Europe/Berlin'))).toEqual([
      1,
      '2024-03-31T22:00:00.000000Z',
      0,
    ]);
  });

  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin', 'UTC'])(
    'near now, a wall clock in %s is in the future exactly when its instant is',
    async (zone) => {
      const values = [-3000, -90, -2, 0, 2, 90, 3000].map(
        (minutes) => `now() AT TIME ZONE '${zone}' + interval '${minutes} minutes'`,
      );
      const [rows, , future] = await measure('timestamp', values, all(zone));
      expect([rows, future]).toEqual([7, 3]);
    },
  );

  it('only rows that pass the filter count', async () => {
    expect(await measure('date', [`'2024-01-01'`, `'2024-01-02'`], all(), `at < '2024-01-02'`)).toEqual([
      1,
      '2024-01-01T00:00:00.000000Z',
      0,
    ]);
  });

  it('counts and decimals keep their digits', async () => {
    const outcome = await probe.send(
      customer.reader,
      `SELECT 9007199254740993::int8, 1.10::numeric, 'NaN'::numeric, NULL`,
    );
    expect(rowsOf(outcome)).toEqual([['9007199254740993', '1.10', 'NaN', null]]);
  });
});
