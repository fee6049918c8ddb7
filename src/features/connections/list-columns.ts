import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Column } from '../../core/columns.ts';
import { parseDataset } from '../../core/dataset.ts';
import { DatasetNotFound } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import { rethrowAsUnavailable } from './list-datasets.ts';
import { OpenConnection } from './open-connection.ts';

/** In the order of the table. Throws `ConnectionNotFound`, `DatasetNotFound`, `Unavailable`. */
export class ListColumns extends Query<readonly Column[]> {
  constructor(
    readonly connectionId: ConnectionId,
    readonly dataset: string,
  ) {
    super();
  }
}

@QueryHandler(ListColumns)
export class ListColumnsHandler implements IQueryHandler<ListColumns> {
  constructor(private readonly open: OpenConnection) {}

  async execute({ connectionId, dataset }: ListColumns): Promise<readonly Column[]> {
    const { connector, target } = await this.open.byId(connectionId);
    const name = parseDataset(dataset, connector.dialect.defaultSchema);
    const columns =
      name &&
      (await connector
        .withSnapshot(target, { signal: new AbortController().signal, purpose: 'columns' }, (snapshot) =>
          snapshot.columns(name),
        )
        .catch(rethrowAsUnavailable));
    if (!columns) throw new DatasetNotFound(dataset);
    return columns;
  }
}
