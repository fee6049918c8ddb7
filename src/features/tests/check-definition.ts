import { Injectable } from '@nestjs/common';
import { datasetText, parseDataset, type DatasetName } from '../../core/dataset.ts';
import { ConnectionNotFound, InvalidInput, type FieldProblem } from '../../core/errors.ts';
import { needsOf } from '../../core/metrics/catalogue.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { columnFieldOf, metricsOf, userSqlOf } from '../../core/verdict/judge-test.ts';
import type { Snapshot } from '../../ports/connector.ts';
import { rethrowAsUnavailable } from '../connections/list-datasets.ts';
import { OpenConnection, type OpenedConnection } from '../connections/open-connection.ts';

/** Checking a filter plans a statement and reads no row. */
const PROBE_LIMITS = { statementTimeoutMs: 5000, lockTimeoutMs: 2000 };

/** Checks a definition against the connection it names: what a schema alone cannot see. */
@Injectable()
export class DefinitionCheck {
  constructor(private readonly connections: OpenConnection) {}

  /**
   * The definition with its dataset in the stored spelling, and the opened connection. With `reachSource`, dataset,
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

    const checked: TestDefinition = { ...definition, dataset: datasetText(name) };
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

async function checkInSource(
  definition: TestDefinition,
  name: DatasetName,
  { connection, connector }: OpenedConnection,
  snapshot: Snapshot,
): Promise<void> {
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
  for (const { column: wanted, types } of metricsOf(definition).flatMap(({ metric }) => needsOf(metric))) {
    const column = byName.get(wanted);
    const path = columnFieldOf(definition, wanted);
    if (!column) problems.push({ path, message: `${definition.dataset} has no column "${wanted}"` });
    else if (!types.includes(column.type))
      problems.push({
        path,
        message: `column "${wanted}" is ${column.nativeType}; it must be one of ${types.join(', ')}`,
      });
  }
  for (const { path, sql } of userSqlOf(definition)) {
    const outcome = await snapshot.send(connector.dialect.renderFilterProbe(name, sql), PROBE_LIMITS);
    if (outcome.kind === 'failed') problems.push({ path, message: outcome.reason.message });
  }
  const distinct = [
    ...new Map(problems.map((problem) => [problem.path + problem.message, problem])).values(),
  ];
  if (distinct.length > 0) throw new InvalidInput(distinct, 'INVALID_FOR_DATASET');
}
