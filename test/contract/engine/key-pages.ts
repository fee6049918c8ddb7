import { keyOrder, type KeyType } from '../../../src/core/keys/key-types.ts';
import { parseDataset } from '../../../src/core/dataset.ts';
import { testDefinition } from '../../../src/core/quality-test.ts';
import { judgeTest } from '../../../src/core/verdict/judge-test.ts';
import { measureDataset } from '../../../src/features/executions/measure-dataset.ts';
import type { OpenedConnection } from '../../../src/features/connections/open-connection.ts';
import type { EngineLab, LabColumn, LabType } from '../../support/engines/engine-lab.ts';
import { openPostgresLab } from '../../support/engines/postgres-lab.ts';
import { someConnection } from '../../support/records.ts';
import type { Bench } from './bench.ts';

/** Keys of each type in their order, each in the table as often as its place says. */
const keys: readonly (readonly [LabType, KeyType, readonly string[]])[] = [
  ['bigint', 'integer', ['-9223372036854775808', '-10', '-9', '0', '9', '10', '9223372036854775807']],
  [
    'numeric(38,18)',
    'decimal',
    ['-1.5', '0', '0.000000000000000001', '1', '9.5', '10', '12345678901234567890'],
  ],
  ['text', 'text', ['', '10', '9', 'A', 'B', 'a', 'a b', 'ab', 'z', 'ä', '\uFFFD', '\u{1F600}', '\u{1F601}']],
  ['date', 'date', ['0001-01-01', '1969-12-31', '2026-01-02', '9999-12-31']],
  [
    'uuid',
    'uuid',
    [
      '00000000-0000-0000-0000-0000000000ff',
      '0a000000-0000-0000-0000-000000000000',
      'a0000000-0000-0000-0000-000000000000',
      'f0000000-0000-0000-0000-000000000000',
    ],
  ],
];

/** A row of every type, one of nulls, and one that differs from what is there in the other database. */
const columns: readonly LabColumn[] = [
  { name: 'id', type: 'bigint' },
  { name: 'n', type: 'numeric(38,18)' },
  { name: 'f', type: 'double' },
  { name: 't', type: 'text' },
  { name: 'b', type: 'boolean' },
  { name: 'd', type: 'date' },
  { name: 'w', type: 'timestamp' },
  { name: 'i', type: 'timestampTz' },
  { name: 'u', type: 'uuid' },
];
const full = [
  '12.5',
  '0.1',
  'Ä x',
  'true',
  '2026-01-02',
  '2026-01-02 03:04:05.678',
  '2026-01-02 03:04:05.678+00',
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
];
const rowsOf = (third: string) => [
  ['1', ...full],
  ['2', ...full.map(() => null)],
  ['3', third, '1e300', '', 'false', '1970-01-01', '1999-12-31 23:59:59', '1999-12-31 23:59:59+00', null],
];

/** Rows are read page by page in one order, and written as other engines write them. */
export function keyPagesContract(bench: () => Bench): void {
  const signal = new AbortController().signal;
  const opened = ({ engine, connector, target }: EngineLab): OpenedConnection => ({
    connection: someConnection({ id: target.id, engine }),
    connector,
    target,
  });

  it.each(keys)('keys of %s are paged in order', async (labType, type, ordered) => {
    const { lab } = bench();
    const rows = ordered.flatMap((key, i) => Array.from({ length: (i % 3) + 1 }, () => [key]));
    const dataset = await lab.table(
      `paged_${type}`,
      [{ name: 'k', type: labType }],
      [...rows.toReversed(), [null]],
    );
    const found: (readonly (string | null)[])[] = [];
    await lab.connector.withSnapshot(lab.target, { signal, purpose: 'spec' }, async (snapshot) => {
      const name = parseDataset(dataset, lab.connector.dialect.defaultSchema)!;
      const [column] = (await snapshot.columns(name)) ?? [];
      const dialect = snapshot.dialect ?? lab.connector.dialect;
      for (let after: string[] | null = null; ; after = [found.at(-1)![0]!]) {
        const keyed = [{ name: 'k', type: column!.type as KeyType }];
        const page = { dataset: name, filter: null, keys: keyed, values: [], after, limit: 2 };
        const outcome = await snapshot.send(dialect.renderKeyPage(page), {
          statementTimeoutMs: 20_000,
          lockTimeoutMs: 5000,
        });
        if (outcome.kind === 'failed') throw new Error(outcome.reason.message);
        found.push(...outcome.rows);
        if (outcome.rows.length < 2) return;
      }
    });
    const order = keyOrder([type]);
    expect(found.map(([, count]) => Number(count))).toEqual(ordered.map((_, i) => (i % 3) + 1));
    expect(found.every(([key], i) => order([key!], [ordered[i]!]) === 0)).toBe(true);
  });

  describe('against PostgreSQL', () => {
    let other: EngineLab;
    let here: string;
    let there: string;
    beforeAll(async () => {
      other = await openPostgresLab();
      here = await bench().lab.table('reconciled', columns, rowsOf('7'));
      there = await other.table('reconciled', columns, rowsOf('8'));
    });
    afterAll(() => other?.close());

    const observed = async (more: Record<string, unknown>) => {
      const [own, partner] = [opened(bench().lab), opened(other)];
      const test = testDefinition.parse({
        name: 'a test',
        connectionId: own.connection.id,
        dataset: here,
        ...more,
      });
      const measured = await measureDataset(own, here, [test], signal, {
        open: () => Promise.resolve(partner),
      });
      return judgeTest(test, measured.measurements, { measuredAt: measured.takenAt, history: {} });
    };
    const reference = () => ({ connectionId: other.target.id, dataset: there });

    it('values of every type are equal where they are', async () => {
      const compared = columns.slice(1).map(({ name }) => name);
      expect(
        await observed({
          kind: 'reconciliation',
          reference: reference(),
          keys: ['id'],
          columns: compared,
          showKeys: 3,
        }),
      ).toMatchObject({
        errorCode: null,
        observed: {
          equal: 2,
          different: 1,
          differentByColumn: { n: 1, f: 0, t: 0, b: 0, d: 0, w: 0, i: 0, u: 0 },
          keys: { different: [{ id: '3' }] },
        },
      });
    });

    it('numbers and times are equal where they are', async () => {
      const compare = [
        { metric: 'rowCount' },
        { metric: 'sum', column: 'id' },
        { metric: 'max', column: 'n' },
        { metric: 'min', column: 'd' },
        { metric: 'max', column: 'w' },
        { metric: 'max', column: 'i' },
        { metric: 'nullCount', column: 'u' },
        { metric: 'distinctCount', column: 't' },
      ];
      expect(await observed({ kind: 'reconciliation', reference: reference(), compare })).toMatchObject({
        status: 'passed',
        message: expect.stringContaining('8 values equal'),
      });
    });

    it('keys are looked up', async () => {
      const keyed = { columns: ['n'], reference: { ...reference(), columns: ['n'] } };
      expect(await observed({ kind: 'referential', ...keyed })).toMatchObject({
        observed: { orphans: 1, rowsTested: 2, rowsLeftOut: 1 },
      });
    });
  });
}
