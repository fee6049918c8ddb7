import { Injectable } from '@nestjs/common';
import { datasetText, parseDataset, type DatasetName } from '../../core/dataset.ts';
import { ConnectionNotFound, InvalidInput, type FieldProblem } from '../../core/errors.ts';
import { needsOf } from '../../core/metrics/catalogue.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { columnFieldOf, metricsOf, userSqlOf } from '../../core/verdict/judge-test.ts';
import type { Snapshot } from '../../ports/connector.ts';
import { rethrowAsUnavailable } from '../connections/list-datasets.ts';
import { OpenConnection, type OpenedConnection } from '../connections/open-connection.ts';
import { checkReference } from './check-reference.ts';
import { probeProblem } from './probe.ts';

/** Checks a definition against the connection it names: what a schema alone cannot see. */
@Injectable()
export class DefinitionCheck {
  constructor(private readonly connections: OpenConnection) {}

  /**
   * The definition with its datasets in the stored spelling, and the opened connection. With `reachSource`, dataset,
   * columns and filter are checked in the database itself; without, only what needs no database.
   * Throws `InvalidInput` naming every bad field, and `Unavailable` when the database cannot be asked.
   */
  async check(
    definition: TestDefinition,
    reachSource: boolean,
  ): Promise<{ readonly definition: TestDefinition; readonly opened: OpenedConnection }> {
    const opened = await this.connections.byId(definition.connectionId).catch((error: unknown) => {
      if (error instanceof ConnectionNotFound)
        throw new InvalidInput([{ path: 'connectionId', message: error.message }], 'UNKNOWN_CONNECTION');
      throw error;
    });
    const { connector, target } = opened;
    const name = parseDataset(definition.dataset, connector.dialect.defaultSchema);
    if (!name) throw new InvalidInput([{ path: 'dataset', message: 'is not a name like schema.table' }]);
    const unsafe: FieldProblem[] = [];
    for (const { path, sql } of userSqlOf(definition)) {
      const message = await connector.filterProblem(sql);
      if (message !== null) unsafe.push({ path, message });
    }
    if (unsafe.length > 0) throw new InvalidInput(unsafe, 'UNSAFE_FILTER');

    const checked = spelled({ ...definition, dataset: datasetText(name) }, connector.dialect.defaultSchema);
    if (reachSource)
      await connector
        .withSnapshot(
          target,
          { signal: new AbortController().signal, purpose: 'check', dataset: name },
          (snapshot) => checkInSource(checked, name, opened, snapshot),
        )
        .catch(rethrowAsUnavailable);
    return { definition: checked, opened };
  }
}

/** With the reference's schema written out, for those that have a reference. */
function spelled(definition: TestDefinition, defaultSchema: string): TestDefinition {
  if (definition.kind !== 'referential') return definition;
  const name = parseDataset(definition.reference.dataset, defaultSchema)!;
  return { ...definition, reference: { ...definition.reference, dataset: datasetText(name) } };
}

async function checkInSource(
  definition: TestDefinition,
  name: DatasetName,
  opened: OpenedConnection,
  snapshot: Snapshot,
): Promise<void> {
  const { connection, connector } = opened;
  const columns = await snapshot.columns(name);
  if (!columns)
    throw new InvalidInput(
      [
        {
          path: 'dataset',
          message: `connection "${connection.name}" has no table or view ${definition.dataset}`,
        },
      ],
      'UNKNOWN_DATASET',
    );
  const problems: FieldProblem[] = [];
  const byName = new Map(columns.map((column) => [column.name, column]));
  const metrics = metricsOf(definition).map(({ metric }) => metric);
  for (const { column: wanted, types } of metrics.flatMap(needsOf)) {
    const column = byName.get(wanted);
    const path = columnFieldOf(definition, wanted);
    if (!column) problems.push({ path, message: `${definition.dataset} has no column "${wanted}"` });
    else if (!types.includes(column.type))
      problems.push({
        path,
        message: `column "${wanted}" is ${column.nativeType}; it must be one of ${types.join(', ')}`,
      });
  }
  let reference: DatasetName | null = null;
  for (const metric of metrics) {
    if (metric.type !== 'orphanCount') continue;
    const checked = await checkReference(metric, name, columns, opened, snapshot);
    reference = checked.dataset;
    problems.push(...checked.problems);
  }
  for (const { path, sql } of userSqlOf(definition)) {
    const over = path === 'reference.filter' ? reference : name;
    const message = over && (await probeProblem(snapshot, connector.dialect.renderFilterProbe(over, sql)));
    if (message !== null) problems.push({ path, message });
  }
  const distinct = [
    ...new Map(problems.map((problem) => [problem.path + problem.message, problem])).values(),
  ];
  if (distinct.length > 0) throw new InvalidInput(distinct, 'INVALID_FOR_DATASET');
}
