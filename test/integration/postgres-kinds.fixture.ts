import { PostgresConnector } from '../../src/connectors/postgres/postgres.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import type { DatasetName } from '../../src/core/dataset.ts';
import type { FailingRowsFound } from '../../src/core/verdict/samples.ts';
import { judgeTest, type Verdict } from '../../src/core/verdict/judge-test.ts';
import { measureDataset } from '../../src/features/executions/measure-dataset.ts';
import type { Snapshot } from '../../src/ports/connector.ts';
import { someConnection, someTest } from '../support/records.ts';
import { createCustomer, type Customer } from './postgres-connector.fixture.ts';
import { openNetwork } from '../support/open-network.ts';

/** Keeps the text of what is sent within its snapshots. */
class RecordingConnector extends PostgresConnector {
  readonly sent: string[] = [];

  override withSnapshot<T>(
    target: ConnectionTarget,
    options: {
      readonly signal: AbortSignal;
      readonly purpose: string;
      readonly dataset?: DatasetName | null;
    },
    work: (snapshot: Snapshot) => Promise<T>,
  ): Promise<T> {
    return super.withSnapshot(target, options, (snapshot) =>
      work({
        engineVersion: snapshot.engineVersion,
        takenAt: snapshot.takenAt,
        columns: (dataset) => snapshot.columns(dataset),
        estimatedRows: (dataset) => snapshot.estimatedRows(dataset),
        columnsWithFewValues: (dataset, columns) => snapshot.columnsWithFewValues!(dataset, columns),
        indexedColumns: (dataset, columns) => snapshot.indexedColumns!(dataset, columns),
        send: (statement, limits) => {
          this.sent.push(statement.text);
          return snapshot.send(statement, limits);
        },
      }),
    );
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** What a group of tests gave: verdicts in their order, and each statement that was really sent. */
export interface Findings {
  readonly verdicts: readonly Verdict[];
  readonly sent: readonly string[];
  /** Of each test, the statements that are shown as its own. */
  readonly shown: readonly (readonly string[])[];
  readonly failingRows: readonly (FailingRowsFound | null)[];
}

/** A customer's database in which tests are measured and judged as a worker does it. */
export class Laboratory {
  readonly connector = new RecordingConnector(openNetwork);
  #tables = 0;

  private constructor(readonly customer: Customer) {}

  static async open(): Promise<Laboratory> {
    return new Laboratory(await createCustomer());
  }

  async close(): Promise<void> {
    await this.connector.close();
    await this.customer.drop();
  }

  /** Makes a table and answers its name. `rows` are the insides of VALUES. */
  async table(columns: string, rows: readonly string[] = []): Promise<string> {
    const name = `t${++this.#tables}`;
    await this.customer.admin.query(`CREATE TABLE ${name} (${columns})`);
    if (rows.length > 0)
      await this.customer.admin.query(
        `INSERT INTO ${name} VALUES ${rows.map((row) => `(${row})`).join(', ')}`,
      );
    return name;
  }

  /** Runs tests of one table together; the fields that a test needs beside are filled in. */
  async run(
    table: string,
    tests: readonly Fields[],
    target: ConnectionTarget = this.customer.superuser,
  ): Promise<Findings> {
    const connection = someConnection();
    const definitions = tests.map((fields) =>
      someTest({ fail: undefined, dataset: table, connectionId: connection.id, ...fields }),
    );
    this.connector.sent.length = 0;
    const opened = { connection, connector: this.connector, target };
    const signal = new AbortController().signal;
    const measured = await measureDataset(opened, table, definitions, signal);
    return {
      verdicts: definitions.map((test) =>
        judgeTest(test, measured.measurements, { measuredAt: measured.takenAt, history: {} }),
      ),
      sent: [...this.connector.sent],
      failingRows: definitions.map((test) => measured.failingRowsOf(test)),
      shown: definitions.map((test) => measured.statementsOf(test).map(({ sql }) => sql)),
    };
  }

  /** Violations and rows tested of one test, `2/5`; the error code where there is no verdict. */
  async count(table: string, fields: Fields): Promise<string> {
    const { verdicts } = await this.run(table, [fields]);
    return inShort(verdicts[0]!);
  }
}

const inShort = ({ errorCode, observed, rowsTested }: Verdict): string =>
  errorCode ?? `${JSON.stringify(observed['violations'])}/${rowsTested}`;
