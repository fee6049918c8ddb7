import { PostgresDialect } from '../src/connectors/postgres/dialect.ts';
import type { Column } from '../src/core/columns.ts';
import type { ConnectionId } from '../src/core/ids.ts';
import { planScans } from '../src/core/planning/plan-scans.ts';
import { testDefinition, type TestDefinition } from '../src/core/quality-test.ts';
import { metricsOf } from '../src/core/verdict/wanted-metrics.ts';
import { report, type Rows } from './report.ts';

/** From tests to statements, without a database: what a worker does before it asks anything. */
const TESTS = Number(process.env['TESTS'] ?? 1000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const dataset = { schema: 'public', table: 'orders' };
const columns: readonly Column[] = Array.from({ length: 200 }, (_, i) => ({
  name: `column ${i}`,
  type: i % 2 === 0 ? 'integer' : 'text',
  nativeType: i % 2 === 0 ? 'bigint' : 'text',
  nullable: true,
}));

/** Every test asks something that no other does. */
const questions = Array.from({ length: TESTS }, (_, i): object => {
  const [number, text] = [`column ${(2 * i) % 200}`, `column ${(2 * i + 1) % 200}`];
  const filter = i % 10 === 0 ? `"column 0" > ${i % 50}` : undefined;
  const kinds = [
    { kind: 'range', column: number, min: i, filter },
    { kind: 'completeness', columns: [text], placeholders: [`none ${i}`] },
    { kind: 'pattern', column: text, regex: `[a-z]{3}-${i}\\d*` },
    { kind: 'acceptedValues', column: text, values: ['a', 'b', `${i}`] },
    { kind: 'distribution', column: number, statistic: 'mean', fail: { max: i } },
  ];
  return kinds[i % kinds.length]!;
});
const connectionId = '01890000-0000-7000-8000-000000000000' as ConnectionId;
const tests: readonly TestDefinition[] = questions.map((question, i) =>
  testDefinition.parse({
    name: `question ${i}`,
    connectionId,
    dataset: 'public.orders',
    ...Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined)),
  }),
);

const dialect = new PostgresDialect();
const rows: { [round: string]: Rows[string] } = {};
let statements = 0;
for (let round = 1; round <= ROUNDS; round++) {
  const startedAt = performance.now();
  const requests = tests.map((test) => ({
    filter: test.filter ?? null,
    metrics: metricsOf(test).map(({ metric }) => metric),
  }));
  const { scans } = planScans(dataset, columns, requests, dialect.limits);
  const plannedAt = performance.now();
  statements = scans.map(({ select }) => dialect.renderScalarSelect(select)).length;
  const renderedAt = performance.now();
  rows[`round ${round}`] = {
    'plan ms': Math.round(plannedAt - startedAt),
    'render ms': Math.round(renderedAt - plannedAt),
  };
}
report('planning the tests of one table', { tests: tests.length, statements }, rows);
