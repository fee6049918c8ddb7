import { PostgresConnector } from '../../src/connectors/postgres/postgres.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import type { SentStatement } from '../../src/core/execution.ts';
import { judgeTest, type Verdict } from '../../src/core/verdict/judge-test.ts';
import { measureDataset } from '../../src/features/executions/measure-dataset.ts';
import type { OpenedConnection } from '../../src/features/connections/open-connection.ts';
import type { Connector, Snapshot, StatementOutcome } from '../../src/ports/connector.ts';
import { someConnection, someTest } from '../support/records.ts';
import { createCustomer, type Customer } from './postgres-connector.fixture.ts';
import { openNetwork } from '../support/open-network.ts';

/** Keeps how many rows each statement of its snapshots answered, and when snapshots were open. */
class CountingConnector extends PostgresConnector {
  readonly answers: { readonly sql: string; readonly rows: number }[] = [];
  /** Is told after each answer. */
  onAnswer: () => void = () => undefined;

  override withSnapshot<T>(
    target: ConnectionTarget,
    options: Parameters<Connector['withSnapshot']>[1],
    work: (snapshot: Snapshot) => Promise<T>,
  ): Promise<T> {
    return super.withSnapshot(target, options, (snapshot) =>
      work({
        engineVersion: snapshot.engineVersion,
        takenAt: snapshot.takenAt,
        columns: (dataset) => snapshot.columns(dataset),
        estimatedRows: (dataset) => snapshot.estimatedRows(dataset),
        send: async (statement, limits) =>
          this.#counted(statement.text, await snapshot.send(statement, limits)),
      }),
    );
  }

  #counted(sql: string, outcome: StatementOutcome): StatementOutcome {
    this.answers.push({ sql, rows: outcome.kind === 'rows' ? outcome.rows.length : 0 });
    this.onAnswer();
    return outcome;
  }
}

/** Two customers' databases, of one connection each. */
export class TwoDatabases {
  readonly connector = new CountingConnector(openNetwork);
  readonly shop: OpenedConnection;
  readonly warehouse: OpenedConnection;

  private constructor(readonly customers: { readonly shop: Customer; readonly warehouse: Customer }) {
    const opened = (customer: Customer, name: string): OpenedConnection => ({
      connection: someConnection({ id: customer.reader.id, name }),
      connector: this.connector,
      target: customer.superuser,
    });
    this.shop = opened(customers.shop, 'shop');
    this.warehouse = opened(customers.warehouse, 'warehouse');
  }

  static async open(): Promise<TwoDatabases> {
    return new TwoDatabases({ shop: await createCustomer(), warehouse: await createCustomer() });
  }

  async close(): Promise<void> {
    await this.connector.close();
    await this.customers.shop.drop();
    await this.customers.warehouse.drop();
  }

  /** SQL in the shop, or in the warehouse. */
  async run(where: 'shop' | 'warehouse', sql: string): Promise<void> {
    await this.customers[where].admin.query(sql);
  }

  /** Measures and judges a test of the shop as a worker does it. */
  async verdictOf(fields: Record<string, unknown>, signal?: AbortSignal): Promise<Found> {
    const [verdict] = await this.verdictsOf([fields], signal);
    return verdict!;
  }

  /** The same for tests of one dataset, in one run. */
  async verdictsOf(
    all: readonly Record<string, unknown>[],
    signal = new AbortController().signal,
  ): Promise<readonly Found[]> {
    const connectionId = this.shop.connection.id;
    const tests = all.map((fields) => someTest({ fail: undefined, connectionId, ...fields }));
    const measured = await measureDataset(this.shop, tests[0]!.dataset, tests, signal, {
      open: () => Promise.resolve(this.warehouse),
    });
    return tests.map((test) => ({
      ...judgeTest(test, measured.measurements, { measuredAt: measured.takenAt, history: {} }),
      statements: measured.statementsOf(test),
    }));
  }
}

type Found = Verdict & { readonly statements: readonly SentStatement[] };
