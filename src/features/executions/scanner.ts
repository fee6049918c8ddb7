import type { ConnectionLimits } from '../../core/connection.ts';
import { knownDurationMs } from '../../core/duration.ts';
import type { SentStatement } from '../../core/execution.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import {
  halves,
  measurementKey,
  outcomesOfFailure,
  outcomesOfRows,
  type Measurements,
  type Scan,
} from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { tooDear } from '../../core/source-limits.ts';
import { UnsupportedByEngine, type Dialect, type Statement } from '../../core/sql/dialect.ts';
import { countAll } from '../../core/sql/expression.ts';
import type { NamedMetric } from '../../core/verdict/wanted-metrics.ts';
import type { Snapshot, StatementLimits, StatementOutcome } from '../../ports/connector.ts';

/** A test with what it wants measured, worked out once. */
export interface Wish {
  readonly test: TestDefinition;
  readonly metrics: readonly NamedMetric[];
}

/** A statement that was sent, and the measurements that it was sent for. */
export interface Sent {
  readonly keys: ReadonlySet<string>;
  readonly statement: SentStatement;
}

/** Sends the scans of one snapshot, and finds out which metric it was that made one fail. */
export class Scanner {
  /** Filters that fail by themselves, with any statement. */
  readonly #guiltyFilters = new Map<string | null, Unmeasured>();

  constructor(
    private readonly dialect: Dialect,
    private readonly snapshot: Snapshot,
    private readonly limits: ConnectionLimits,
    private readonly wishes: readonly Wish[],
    /** Is told every statement that is sent. */
    private readonly record: (sent: Sent) => void,
  ) {}

  /**
   * The outcomes of a scan's metrics. When the scan fails because of what it asks, it is halved until the guilty
   * metric is alone, so that one test cannot spoil the others; a failure of any other cause is all of theirs.
   */
  async measure(scan: Scan, sourceIsInnocent = false): Promise<Measurements> {
    const known = this.#guiltyFilters.get(scan.select.filter);
    if (known) return outcomesOfFailure(scan, known);
    const statement = this.rendered(scan);
    if ('code' in statement)
      return scan.metrics.length === 1
        ? outcomesOfFailure(scan, statement)
        : this.measureHalves(scan, sourceIsInnocent);
    const isTooLarge = statement.parameters.length > this.dialect.limits.maxParameters;
    if (isTooLarge && scan.metrics.length > 1) return this.measureHalves(scan, sourceIsInnocent);
    const outcome = await this.send(statement, keysOf(scan));
    if (outcome.kind === 'rows') return outcomesOfRows(scan, outcome.rows);
    const { reason } = outcome;
    if (!isAboutTheQuestion[reason.code]) return outcomesOfFailure(scan, reason);
    const guilt = sourceIsInnocent ? null : await this.failureOfSource(scan, reason);
    if (guilt || scan.metrics.length === 1) return outcomesOfFailure(scan, guilt ?? reason);
    return this.measureHalves(scan, true);
  }

  /** The statement, or why the engine has no way to answer a part of it. */
  private rendered(scan: Scan): Statement | Unmeasured {
    try {
      return this.dialect.renderScalarSelect(scan.select);
    } catch (error) {
      if (error instanceof UnsupportedByEngine) return { code: 'UNSUPPORTED', message: error.message };
      throw error;
    }
  }

  private async measureHalves(scan: Scan, sourceIsInnocent: boolean): Promise<Measurements> {
    const [one, other] = halves(scan);
    const first = await this.measure(one, sourceIsInnocent);
    return new Map([...first, ...(await this.measure(other, sourceIsInnocent))]);
  }

  /** A filter, or a dataset, that fails by itself would fail with every half of the scan again. */
  private async failureOfSource(scan: Scan, failure: Unmeasured): Promise<Unmeasured | null> {
    const { filter } = scan.select;
    if (filter === null && !isAboutTheDataset(failure)) return null;
    const [first, ...others] = scan.metrics;
    const isAlone = others.length === 0;
    if (isAlone && first?.type !== 'rowCount') return null; // a check would cost as much as it saves
    const outcome: StatementOutcome = isAlone
      ? { kind: 'failed', reason: failure, durationMs: 0 }
      : await this.send(
          this.dialect.renderScalarSelect({
            dataset: scan.select.dataset,
            // what is wrong with a dataset shows without reading a row
            filter: filter ?? '1 = 0',
            source: { kind: 'rows' },
            expressions: [countAll],
          }),
          keysOf(scan),
        );
    if (outcome.kind === 'rows') return null;
    // without a filter there may be queries that have nothing to do with the dataset
    if (filter !== null && isAboutTheQuestion[outcome.reason.code])
      this.#guiltyFilters.set(filter, outcome.reason);
    return outcome.reason;
  }

  /** `keys` are the measurements that the statement is sent for. */
  async send(
    statement: Statement,
    keys: ReadonlySet<string>,
    purpose: SentStatement['purpose'] = 'scan',
  ): Promise<StatementOutcome> {
    const users = this.wishes.filter(({ metrics }) => metrics.some(({ key }) => keys.has(key)));
    const limits = this.limitsFor(users);
    const refusal = await this.refusalOf(statement, limits);
    if (refusal) return { kind: 'failed', reason: refusal, durationMs: 0 };
    const outcome = await this.snapshot.send(statement, limits);
    this.record({
      keys,
      statement: {
        purpose,
        sql: statement.text,
        parameters: statement.parameters,
        durationMs: outcome.durationMs,
        sharedBy: users.length,
      },
    });
    return outcome;
  }

  /** Why a statement must not be sent, by what the database expects of it. It is asked only where there is a limit. */
  private async refusalOf(statement: Statement, limits: StatementLimits): Promise<Unmeasured | null> {
    const { maxCost, maxEstimatedRows } = this.limits;
    if (maxCost === undefined && maxEstimatedRows === undefined) return null;
    const estimate = (await this.snapshot.estimate?.(statement, limits)) ?? { cost: null, rows: null };
    return 'code' in estimate ? estimate : tooDear(this.limits, estimate);
  }

  /** A shared statement may take as long as the most patient of its tests allows. */
  private limitsFor(users: readonly Wish[]): StatementLimits {
    const usual = this.limits.statementTimeout;
    const timeouts = users.map(({ test }) => knownDurationMs(test.timeout ?? usual));
    return {
      statementTimeoutMs: Math.max(...timeouts),
      lockTimeoutMs: knownDurationMs(this.limits.lockTimeout),
    };
  }
}

const keysOf = (scan: Scan): ReadonlySet<string> =>
  new Set(scan.metrics.map((metric) => measurementKey(scan.select.filter, metric, scan.groupBy)));

const isAboutTheDataset = ({ code }: Unmeasured): boolean =>
  code === 'PERMISSION_DENIED' || code === 'MISSING_DATASET';

/** Whether asking less could help. */
const isAboutTheQuestion: Record<Unmeasured['code'], boolean> = {
  MISSING_COLUMN: true,
  UNSUPPORTED_TYPE: true,
  INVALID_SQL: true,
  DATA_ERROR: true,
  VALUE_OUT_OF_RANGE: true,
  UNSUPPORTED: true,
  PERMISSION_DENIED: true,
  // a condition may ask other tables too
  MISSING_DATASET: true,
  // a part may be cheaper
  COST_LIMIT: true,
  SOURCE_BUSY: false,
  UNSAFE_FILTER: false,
  NO_ESTIMATE: false,
  TOO_MANY_GROUPS: false,
  ROW_BUDGET: false,
  TOO_MANY_ROWS: false,
  TIME_OUT: false,
  LOCK_TIME_OUT: false,
  CANCELLED: false,
  UNREACHABLE: false,
  AUTHENTICATION_FAILED: false,
  CONNECTION_LOST: false,
  INTERRUPTED: false,
  RESOURCES: false,
  MISSING_TEST: false,
  MISSING_CONNECTION: false,
  SECRETS_UNREADABLE: false,
  NO_CONNECTOR: false,
  INTERNAL: false,
};
