import type { ConnectionTarget } from '../../../src/core/connection.ts';
import { testDefinition } from '../../../src/core/quality-test.ts';
import { errored, judgeTest, type Verdict } from '../../../src/core/verdict/judge-test.ts';
import type { FailingRowsFound } from '../../../src/core/verdict/samples.ts';
import type { OpenedConnection } from '../../../src/features/connections/open-connection.ts';
import { measureDataset } from '../../../src/features/executions/measure-dataset.ts';
import { SourceUnavailable, type Connector, type StatementOutcome } from '../../../src/ports/connector.ts';
import type { EngineLab, LabColumn, LabRow, LabType, Unstorable } from '../../support/engines/engine-lab.ts';
import { someConnection } from '../../support/records.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A table as it is written down: its columns in their order, and its rows. */
export interface TableData {
  readonly columns: Readonly<Record<string, LabType>>;
  readonly rows: readonly LabRow[];
  /** What an engine must be able to store to have this table. */
  readonly needs?: Unstorable;
}

/** What a run tells of one test. */
interface Examined {
  readonly verdict: Verdict;
  readonly failingRows: FailingRowsFound | null;
}

interface Options {
  readonly signal?: AbortSignal;
  /** Instead of the laboratory's own. */
  readonly connector?: Connector;
  readonly limits?: Partial<ConnectionTarget['limits']>;
}

/** A laboratory with the shortest ways to make tables in it and to have tests answered. */
export class Bench {
  #tables = 0;

  constructor(readonly lab: EngineLab) {}

  /** Makes a table and answers its dataset. */
  table({ columns, rows }: TableData, name = `t${++this.#tables}`): Promise<string> {
    const declared: LabColumn[] = Object.entries(columns).map(([column, type]) => ({ name: column, type }));
    return this.lab.table(name, declared, rows);
  }

  canStore({ needs }: TableData): boolean {
    return needs === undefined || !this.lab.cannotStore.includes(needs);
  }

  /** The verdicts on tests of one dataset in one run, in their order. */
  async run(dataset: string, tests: readonly Fields[], options: Options = {}): Promise<readonly Verdict[]> {
    const examined = await this.examine(dataset, tests, options);
    return examined.map(({ verdict }) => verdict);
  }

  /** What a statement that is shown to people answers. */
  async byHand(sql: string): Promise<StatementOutcome> {
    const options = { signal: new AbortController().signal, purpose: 'by hand' };
    return this.lab.connector.withSnapshot(this.lab.target, options, (snapshot) =>
      snapshot.send({ text: sql, parameters: [] }, { statementTimeoutMs: 60_000, lockTimeoutMs: 5000 }),
    );
  }

  /** Tests of one dataset in one run, in their order. The fields that every test needs are filled in. */
  examine(dataset: string, tests: readonly Fields[], options: Options = {}): Promise<readonly Examined[]> {
    const { connector = this.lab.connector, signal = new AbortController().signal } = options;
    const target = { ...this.lab.target, limits: { ...this.lab.target.limits, ...options.limits } };
    const connection = someConnection({ engine: this.lab.engine });
    return examine({ connection, connector, target }, dataset, tests, signal);
  }
}

/** The one place that knows how a worker measures and judges. */
async function examine(
  opened: OpenedConnection,
  dataset: string,
  tests: readonly Fields[],
  signal: AbortSignal,
): Promise<readonly Examined[]> {
  const connectionId = opened.connection.id;
  const definitions = tests.map((fields) =>
    testDefinition.parse({ name: 'a test', connectionId, dataset, ...fields }),
  );
  const measured = await measureDataset(opened, dataset, definitions, signal).catch((error: unknown) => {
    if (error instanceof SourceUnavailable) return error.reason;
    throw error;
  });
  if ('code' in measured) return definitions.map(() => ({ verdict: errored(measured), failingRows: null }));
  const context = { measuredAt: measured.takenAt, history: {} };
  return definitions.map((test) => ({
    verdict: judgeTest(test, measured.measurements, context),
    failingRows: measured.failingRowsOf(test),
  }));
}
