import type { ConnectionLimits } from '../../core/connection.ts';
import { knownDurationMs } from '../../core/duration.ts';
import type { SentStatement } from '../../core/execution.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import {
  halves,
  measurementKey,
  outcomesOfFailure,
  outcomesOfRow,
  type Measurements,
  type Scan,
} from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import type { Dialect } from '../../core/sql/dialect.ts';
import type { NamedMetric } from '../../core/verdict/judge-test.ts';
import type { Snapshot, StatementLimits } from '../../ports/connector.ts';

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
  constructor(
    private readonly dialect: Dialect,
    private readonly snapshot: Snapshot,
    private readonly limits: ConnectionLimits,
    private readonly wishes: readonly Wish[],
    /** Every statement that is sent is added here. */
    private readonly sent: Sent[],
  ) {}

  /**
   * The outcomes of a scan's metrics. When the scan fails because of what it asks, it is halved until the guilty
   * metric is alone, so that one test cannot spoil the others; a failure of any other cause is all of theirs.
   */
  async measure(scan: Scan, filterIsInnocent = scan.select.filter === null): Promise<Measurements> {
    const outcome = await this.send(scan);
    if (outcome.kind === 'rows') return outcomesOfRow(scan, outcome.rows[0] ?? []);
    if (scan.metrics.length === 1 || !isAboutTheQuestion[outcome.reason.code])
      return outcomesOfFailure(scan, outcome.reason);
    const guilt = filterIsInnocent ? null : await this.failureOfFilter(scan);
    if (guilt) return outcomesOfFailure(scan, guilt);
    const [one, other] = halves(scan);
    return new Map([...(await this.measure(one, true)), ...(await this.measure(other, true))]);
  }

  /** A filter that fails by itself would fail with every half of the scan again. */
  private async failureOfFilter(scan: Scan): Promise<Unmeasured | null> {
    const outcome = await this.send({
      metrics: [{ type: 'rowCount' }],
      widths: [1],
      select: { ...scan.select, source: { kind: 'rows' }, expressions: [{ node: 'countAll' }] },
    });
    return outcome.kind === 'failed' ? outcome.reason : null;
  }

  private async send(scan: Scan) {
    const keys = new Set(scan.metrics.map((metric) => measurementKey(scan.select.filter, metric)));
    const users = this.wishes.filter(({ metrics }) => metrics.some(({ key }) => keys.has(key)));
    const statement = this.dialect.renderScalarSelect(scan.select);
    const outcome = await this.snapshot.send(statement, this.limitsFor(users));
    this.sent.push({
      keys,
      statement: {
        purpose: 'scan',
        sql: statement.text,
        parameters: statement.parameters,
        durationMs: outcome.durationMs,
        sharedBy: users.length,
      },
    });
    return outcome;
  }

  /** A shared statement may take as long as the most patient of its tests allows. */
  private limitsFor(users: readonly Wish[]): StatementLimits {
    const usual = this.limits.statementTimeout;
    const timeouts = users.map(({ test }) => knownDurationMs(test.timeout ?? usual));
    return {
      statementTimeoutMs: timeouts.length > 0 ? Math.max(...timeouts) : knownDurationMs(usual),
      lockTimeoutMs: knownDurationMs(this.limits.lockTimeout),
    };
  }
}

/** Whether asking less could help. */
const isAboutTheQuestion: Record<Unmeasured['code'], boolean> = {
  MISSING_COLUMN: true,
  UNSUPPORTED_TYPE: true,
  INVALID_SQL: true,
  DATA_ERROR: true,
  VALUE_OUT_OF_RANGE: true,
  PERMISSION_DENIED: true,
  MISSING_DATASET: false,
  UNSAFE_FILTER: false,
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
