import { groupBy } from '../../core/grouping.ts';
import { InvalidInput, type FieldProblem } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import type { Dialect } from '../../core/sql/dialect.ts';
import { userSqlOf } from '../../core/verdict/user-sql.ts';
import { comparedBy, metricsOf, preparationOf } from '../../core/verdict/wanted-metrics.ts';
import type { Snapshot } from '../../ports/connector.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';
import { lookupProblems, noDataset } from './check-reference.ts';
import { groupProblems, needProblems, pairProblems, sampleProblems } from './column-problems.ts';
import { engineProblems } from './engine-problems.ts';
import { datasetNameIn, otherPlaces, type OtherPlace } from './other-places.ts';
import { probeProblem } from './probe.ts';
import { streamProblems, type ReadDataset } from './stream-problems.ts';

/**
 * Looks in the databases whether the datasets of a definition are there, their columns fit and their filters are
 * accepted. Throws `InvalidInput` naming every bad field, and `SourceUnavailable`.
 */
export async function checkInSources(
  test: TestDefinition,
  opened: ReadonlyMap<ConnectionId, OpenedConnection>,
): Promise<void> {
  const own: OtherPlace = { field: '', dataset: test.dataset, connectionId: test.connectionId };
  const look = new Look(test);
  // its own connection comes first: without the dataset there is nothing else to say
  for (const [id, places] of groupBy([own, ...otherPlaces(test)], ({ connectionId }) => connectionId)) {
    const connection = opened.get(id)!;
    const dataset = datasetNameIn(places[0]!.dataset, 'dataset', connection);
    await connection.connector.withSnapshot(
      connection.target,
      { signal: new AbortController().signal, purpose: 'check', dataset },
      (snapshot) => look.at(places, connection, snapshot),
    );
  }
  const problems = look.problems();
  if (problems.length > 0) throw new InvalidInput(problems, 'INVALID_FOR_DATASET');
}

const dialectOf = ({ connector }: OpenedConnection, snapshot: Snapshot): Dialect =>
  snapshot.dialect ?? connector.dialect;

/** What was seen of a definition's datasets so far. */
class Look {
  readonly #seen = new Map<string, ReadDataset>();
  readonly #found: FieldProblem[] = [];

  constructor(private readonly test: TestDefinition) {}

  async at(places: readonly OtherPlace[], opened: OpenedConnection, snapshot: Snapshot): Promise<void> {
    for (const place of places) await this.#datasetAt(place, opened, snapshot);
    const isOwn = opened.connection.id === this.test.connectionId;
    if (isOwn && this.#doMeet()) {
      const own = datasetNameIn(this.test.dataset, 'dataset', opened);
      this.#found.push(...(await lookupProblems(this.test, own, dialectOf(opened, snapshot), snapshot)));
    }
  }

  /** All that was found, each once. */
  problems(): readonly FieldProblem[] {
    const streams = this.#doMeet() ? streamProblems(this.test, (field) => this.#seen.get(field)) : [];
    const all = [...this.#found, ...(this.#pairProblems() ?? []), ...streams];
    return [...new Map(all.map((problem) => [problem.path + problem.message, problem])).values()];
  }

  async #datasetAt(place: OtherPlace, opened: OpenedConnection, snapshot: Snapshot): Promise<void> {
    const { field, dataset } = place;
    const path = field === '' ? 'dataset' : `${field}.dataset`;
    const name = datasetNameIn(dataset, path, opened);
    const columns = await snapshot.columns(name);
    const seen = { dataset, columns, connector: opened.connector, dialect: dialectOf(opened, snapshot) };
    this.#seen.set(field, seen);
    if (!columns) {
      const problem = { path, message: noDataset(opened.connection.name, name) };
      if (field === '') throw new InvalidInput([problem], 'UNKNOWN_DATASET');
      this.#found.push(problem);
      return;
    }
    const metrics = [...preparationOf(this.test), ...metricsOf(this.test)].filter(
      (metric) => metric.place.field === field,
    );
    this.#found.push(...needProblems(this.test, metrics, seen));
    if (field === '') this.#found.push(...groupProblems(this.test, seen), ...sampleProblems(this.test, seen));
    this.#found.push(...engineProblems(this.test, metrics, { name, columns }, dialectOf(opened, snapshot)));
    for (const { path: userPath, sql, of } of userSqlOf(this.test)) {
      const isOfField = of === undefined ? field === '' : userPath.startsWith(`${field}.`);
      const message = isOfField
        ? ((await snapshot.effectsProblem?.(sql)) ??
          (await probeProblem(snapshot, dialectOf(opened, snapshot).renderFilterProbe(name, sql))))
        : null;
      if (message !== null) this.#found.push({ path: userPath, message });
    }
  }

  /** Whether both sides are there, with columns that fit. */
  #doMeet(): boolean {
    const areThere = [...this.#seen.values()].every(({ columns }) => columns !== null);
    return areThere && this.#pairProblems()?.length === 0;
  }

  /** Null until both sides were seen, or where there is only one. */
  #pairProblems(): readonly FieldProblem[] | null {
    const compared = comparedBy(this.test);
    const [here, there] = [this.#seen.get(''), compared && this.#seen.get(compared.field)];
    if (!compared || !here?.columns || !there) return null;
    return pairProblems(compared, here, there);
  }
}
