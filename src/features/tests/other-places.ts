import { datasetText, parseDataset, type DatasetName } from '../../core/dataset.ts';
import { ConnectionNotFound, InvalidInput } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { comparedBy, metricsOf, preparationOf } from '../../core/verdict/wanted-metrics.ts';
import type { OpenConnection, OpenedConnection } from '../connections/open-connection.ts';

/** A dataset beside the test's own, and the connection that it is of. */
export interface OtherPlace {
  /** The field of the test that describes it. */
  readonly field: string;
  readonly dataset: string;
  readonly connectionId: ConnectionId;
}

/** Every other dataset that the test's metrics, or its kind, speak of. */
export function otherPlaces(test: TestDefinition): readonly OtherPlace[] {
  const compared = comparedBy(test);
  const all = [
    ...[...metricsOf(test), ...preparationOf(test)]
      .map(({ place }) => place)
      .filter(({ field }) => field !== ''),
    ...(compared ? [{ ...compared, connectionId: compared.connectionId ?? test.connectionId }] : []),
  ].map(({ field, dataset, connectionId }): OtherPlace => ({ field, dataset, connectionId }));
  return [...new Map(all.map((place) => [JSON.stringify(place), place])).values()];
}

/** Opened connections by their ids. Throws `InvalidInput` naming the field of one that is not there. */
export async function openAll(
  test: TestDefinition,
  connections: OpenConnection,
): Promise<ReadonlyMap<ConnectionId, OpenedConnection>> {
  const opened = new Map<ConnectionId, OpenedConnection>();
  const fields = [
    ['connectionId', test.connectionId],
    ...otherPlaces(test).map(({ field, connectionId }) => [`${field}.connectionId`, connectionId] as const),
  ] as const;
  for (const [path, id] of fields) {
    if (opened.has(id)) continue;
    try {
      opened.set(id, await connections.byId(id));
    } catch (error) {
      if (error instanceof ConnectionNotFound)
        throw new InvalidInput([{ path, message: error.message }], 'UNKNOWN_CONNECTION');
      throw error;
    }
  }
  return opened;
}

/** The name of a dataset as its connection reads it. Throws `InvalidInput` for what is none. */
export function datasetNameIn(text: string, path: string, { connector }: OpenedConnection): DatasetName {
  const name = parseDataset(text, connector.dialect.defaultSchema);
  if (!name) throw new InvalidInput([{ path, message: 'is not a name like schema.table' }]);
  return name;
}

/** The definition with the schemas of its datasets written out. */
export function spelled(
  test: TestDefinition,
  opened: ReadonlyMap<ConnectionId, OpenedConnection>,
): TestDefinition {
  const own = datasetNameIn(test.dataset, 'dataset', opened.get(test.connectionId)!);
  const result: { [field: string]: unknown } = { ...test, dataset: datasetText(own) };
  for (const { field, dataset, connectionId } of otherPlaces(test)) {
    const name = datasetNameIn(dataset, `${field}.dataset`, opened.get(connectionId)!);
    const described = result[field];
    // where the field names no dataset, it is the test's own
    if (typeof described === 'object' && described !== null && 'dataset' in described)
      result[field] = { ...described, dataset: datasetText(name) };
  }
  return result as unknown as TestDefinition;
}
