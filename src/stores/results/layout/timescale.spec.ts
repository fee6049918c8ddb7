import { Sql } from '../sql.ts';
import { enableTimescale, layoutForNewTables, layoutOfTables } from './choose-layout.ts';
import { timescale } from './timescale.ts';

/** Not a database: records what would be sent, and answers as told. TimescaleDB is not part of the embedded server. */
class FakeRunner {
  readonly sent: string[] = [];
  constructor(private readonly answer: (statement: string) => readonly object[] = () => []) {}
  async query(statement: string): Promise<readonly object[]> {
    this.sent.push(statement.replace(/\s+/g, ' ').trim());
    return this.answer(statement);
  }
}

const fakeSql = () => {
  const sent: { readonly text: string; readonly values: readonly unknown[] }[] = [];
  const pool = {
    query: async (statement: { readonly text: string; readonly values: readonly unknown[] }) => {
      sent.push(statement);
      return { rows: [] };
    },
  };
  return { sent, sql: new Sql(pool as unknown as ConstructorParameters<typeof Sql>[0]) };
};

describe('the TimescaleDB layout, by the SQL that it sends', () => {
  it('makes a plain table a hypertable with a chunk a week', async () => {
    const runner = new FakeRunner();
    await timescale.createTable(runner, 'metric_values', 'queued_at timestamptz NOT NULL');
    expect(runner.sent).toEqual([
      'CREATE TABLE plumbline.metric_values (queued_at timestamptz NOT NULL)',
      `SELECT create_hypertable(relation => 'plumbline.metric_values', ` +
        `dimension => by_range('queued_at', INTERVAL '7 days'), create_default_indexes => false)`,
    ]);
  });

  it('drops old chunks of every table, and needs nothing ahead', async () => {
    const { sent, sql } = fakeSql();
    await timescale.makeRoomFor(sql, [new Date()]);
    await timescale.dropBefore(sql, new Date('2026-01-02T03:04:05.678Z'));
    expect(sent).toEqual(
      ['test_executions', 'metric_values', 'execution_samples', 'metric_structures'].map((table) => ({
        text: `SELECT drop_chunks('plumbline.${table}', older_than => $1::timestamptz)`,
        values: ['2026-01-02T03:04:05.678Z'],
      })),
    );
  });

  it('is turned on where the server offers it', async () => {
    const runner = new FakeRunner(() => [{ '?column?': 1 }]);
    await enableTimescale(runner);
    expect(runner.sent).toEqual([
      `SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'`,
      'CREATE EXTENSION IF NOT EXISTS timescaledb',
    ]);
    expect((await layoutForNewTables(runner)).name).toBe('timescaledb');
  });

  it('is left alone where the server does not have it', async () => {
    const runner = new FakeRunner();
    await enableTimescale(runner);
    expect(runner.sent).toHaveLength(1);
    expect((await layoutForNewTables(runner)).name).toBe('native partitions');
  });

  it('gives way to native partitions, with the reason, where the server refuses it', async () => {
    const reasons: string[] = [];
    const runner = new FakeRunner((statement) => {
      if (statement.startsWith('CREATE')) throw new Error('must be preloaded');
      return [{ '?column?': 1 }];
    });
    await enableTimescale(runner, (reason) => reasons.push(reason));
    expect(reasons).toEqual(['must be preloaded']);
  });

  it('is what unpartitioned tables have', async () => {
    expect((await layoutOfTables(new FakeRunner())).name).toBe('timescaledb');
    expect((await layoutOfTables(new FakeRunner(() => [{ '?column?': 1 }]))).name).toBe('native partitions');
  });
});
