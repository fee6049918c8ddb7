import type { ConnectionTarget } from '../../core/connection.ts';
import { parseDataset, type DatasetName } from '../../core/dataset.ts';
import type { Column } from '../../core/columns.ts';
import { groupBy } from '../../core/grouping.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { Outcome, Unmeasured } from '../../core/metrics/metric.ts';
import { measurementKey, planScans, type Measurements } from '../../core/planning/plan-scans.ts';
import type { Dialect, RowSelect, Statement } from '../../core/sql/dialect.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { userSqlOf } from '../../core/verdict/user-sql.ts';
import { placeKey, type NamedMetric } from '../../core/verdict/wanted-metrics.ts';
import type { Connector, Snapshot, StatementOutcome } from '../../ports/connector.ts';
import { estimatesOf } from './estimates.ts';
import { withinBudgets } from './row-budgets.ts';
import { Scanner, type Sent, type Wish } from './scanner.ts';

/** Measures datasets of one connection in one snapshot. */
export class PlaceScanner {
  readonly #columns = new Map<string, readonly Column[]>();
  readonly #sqlProblems = new Map<string, string | null>();

  constructor(
    readonly connector: Connector,
    private readonly target: ConnectionTarget,
    private readonly snapshot: Snapshot,
    /** Every statement that is sent is added here. */
    private readonly sent: Sent[],
  ) {}

  static nameOf(dataset: string, connector: Connector): DatasetName | null {
    return parseDataset(dataset, connector.dialect.defaultSchema);
  }

  get dialect(): Dialect {
    return this.snapshot.dialect ?? this.connector.dialect;
  }

  /** The outcomes, by `historyKey`, of everything that is wished; all of it lies in this connection. */
  async measure(wishes: readonly Wish[]): Promise<Measurements> {
    const measurements = new Map<string, Outcome>();
    const places = wishes.flatMap(({ test, metrics }) => metrics.map((metric) => ({ test, metric })));
    for (const [dataset, asked] of groupBy(places, ({ metric }) => metric.place.dataset)) {
      const wanted = [...groupBy(asked, ({ test }) => test)].map(([test, some]) => ({
        test,
        metrics: some.map(({ metric }) => metric),
      }));
      for (const [key, outcome] of await this.measureDataset(dataset, wanted)) measurements.set(key, outcome);
    }
    return measurements;
  }

  /** The columns of a dataset that was measured; null when it is not there. */
  columns(dataset: string): readonly Column[] | null {
    return this.#columns.get(dataset) ?? null;
  }

  /** Sends a look at some rows for one test. */
  rows(select: RowSelect, test: TestDefinition, metric: NamedMetric): Promise<StatementOutcome> {
    const scanner = this.scannerFor(metric.place.connectionId, test.dataset, [{ test, metrics: [metric] }]);
    const statement = this.dialect.renderRowSelect(select, 'bound');
    return scanner.send(statement, new Set([metric.key]), 'samples');
  }

  /** Sends a statement for the tests that want a metric. `record` is told of it instead of those who share `sent`. */
  send(
    statement: Statement,
    wishes: readonly Wish[],
    { place, key }: NamedMetric,
    record: (sent: Sent) => void,
  ): Promise<StatementOutcome> {
    return this.scannerFor(place.connectionId, place.dataset, wishes, record).send(statement, new Set([key]));
  }

  private async measureDataset(dataset: string, wishes: readonly Wish[]): Promise<Measurements> {
    const outcomes = new Map<string, Outcome>();
    const keep = (some: Measurements) => some.forEach((outcome, key) => outcomes.set(key, outcome));
    const { connectionId } = wishes[0]!.metrics[0]!.place;

    const name = PlaceScanner.nameOf(dataset, this.connector);
    const columns = this.columns(dataset) ?? (name && (await this.snapshot.columns(name)));
    if (!name || !columns) keep(allUnmeasured(wishes, missing(dataset)));
    else {
      this.#columns.set(dataset, columns);
      const { affordable: safe, tooDear } = await withinBudgets(
        this.snapshot,
        name,
        await this.safeWishes(connectionId, wishes, keep),
      );
      // kept first: what another test has measured anyway is known to this one, too
      for (const { wish, reason } of tooDear) keep(allUnmeasured([wish], reason));
      const requests = safe.flatMap(({ metrics }) =>
        metrics.map(({ metric, place: { filter, groupBy: groups } }) => ({
          filter,
          groupBy: groups,
          metrics: [metric],
        })),
      );
      const plan = planScans(name, await this.withHints(name, columns, safe), requests, this.dialect.limits);
      keep(plan.known);
      keep(await estimatesOf(this.snapshot, name, safe));
      const scanner = this.scannerFor(connectionId, dataset, safe);
      for (const scan of plan.scans) keep(await scanner.measure(scan));
    }
    return new Map(
      [...outcomes].map(([key, outcome]) => [placeKey({ connectionId, dataset }, key), outcome]),
    );
  }

  /** The catalogue is asked what makes dear questions cheap only when such questions are asked. */
  private async withHints(
    name: DatasetName,
    columns: readonly Column[],
    wishes: readonly Wish[],
  ): Promise<readonly Column[]> {
    const metrics = wishes.flatMap((wish) => wish.metrics);
    const dear = metrics.flatMap(({ metric }) =>
      metric.type === 'violationCount' && metric.rule.rule === 'mismatch' ? [metric.rule.column] : [],
    );
    const dated = metrics.filter(({ metric }) => metric.type === 'newestTimestamp');
    // with a filter an index may have to be read to its other end
    const ordered = dated.every(({ place }) => place.filter === null && place.groupBy === null)
      ? dated.flatMap(({ metric }) => ('column' in metric ? [metric.column] : []))
      : [];
    const few = dear.length > 0 && (await this.snapshot.columnsWithFewValues?.(name, [...new Set(dear)]));
    const indexed = ordered.length > 0 && (await this.snapshot.indexedColumns?.(name, [...new Set(ordered)]));
    if (!few && !indexed) return columns;
    return columns.map((one) => ({
      ...one,
      ...(few && few.has(one.name) && { hasFewValues: true }),
      ...(indexed && indexed.has(one.name) && { isIndexed: true }),
    }));
  }

  private scannerFor(
    connectionId: ConnectionId,
    dataset: string,
    wishes: readonly Wish[],
    record: (sent: Sent) => void = (one) => this.sent.push(one),
  ): Scanner {
    return new Scanner(this.dialect, this.snapshot, this.target.limits, wishes, ({ keys, statement }) =>
      record({
        keys: new Set([...keys].map((key) => placeKey({ connectionId, dataset }, key))),
        statement,
      }),
    );
  }

  /** Checked on save and again here: SQL may have been stored by an older version, or written by other hands. */
  private async safeWishes(
    connectionId: ConnectionId,
    wishes: readonly Wish[],
    keep: (outcomes: Measurements) => void,
  ): Promise<readonly Wish[]> {
    const safe: Wish[] = [];
    for (const wish of wishes) {
      const problem = await this.problemOf(wish.test, connectionId);
      if (problem === null) safe.push(wish);
      else keep(allUnmeasured([wish], { code: 'UNSAFE_FILTER', message: problem }));
    }
    return safe;
  }

  private async problemOf(test: TestDefinition, connectionId: ConnectionId): Promise<string | null> {
    for (const { path, sql, of } of userSqlOf(test)) {
      if ((of?.connectionId ?? test.connectionId) !== connectionId) continue;
      const problem = await this.sqlProblem(sql);
      if (problem !== null) return `the ${path} is refused: ${problem}`;
    }
    return null;
  }

  /** Tests of one run often share their SQL. */
  private async sqlProblem(sql: string): Promise<string | null> {
    const known = this.#sqlProblems.get(sql);
    if (known !== undefined) return known;
    const problem =
      (await this.connector.filterProblem(sql)) ?? (await this.snapshot.effectsProblem?.(sql)) ?? null;
    this.#sqlProblems.set(sql, problem);
    return problem;
  }
}

const missing = (dataset: string): Unmeasured => ({
  code: 'MISSING_DATASET',
  message: `there is no table or view ${dataset}, or the login may not see it`,
});

const allUnmeasured = (wishes: readonly Wish[], reason: Unmeasured): Measurements =>
  new Map(
    wishes.flatMap(({ metrics }) =>
      metrics.map(({ metric, place }) => [
        measurementKey(place.filter, metric, place.groupBy),
        { kind: 'unmeasured', reason } as const,
      ]),
    ),
  );
