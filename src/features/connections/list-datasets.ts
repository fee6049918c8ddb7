import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Unavailable } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { Page } from '../../core/page.ts';
import { SourceUnavailable, type DatasetEntry } from '../../ports/connector.ts';
import { OpenConnection } from './open-connection.ts';

/** Tables and views by name; `after` is the last name of the page before. Throws `ConnectionNotFound`, `Unavailable`. */
export class ListDatasets extends Query<Page<DatasetEntry>> {
  constructor(
    readonly connectionId: ConnectionId,
    readonly page: { readonly limit: number; readonly cursor: string | null },
  ) {
    super();
  }
}

@QueryHandler(ListDatasets)
export class ListDatasetsHandler implements IQueryHandler<ListDatasets> {
  constructor(private readonly open: OpenConnection) {}

  async execute({ connectionId, page }: ListDatasets): Promise<Page<DatasetEntry>> {
    const { connector, target } = await this.open.byId(connectionId);
    const found = await connector
      .datasets(target, { limit: page.limit + 1, after: page.cursor })
      .catch(rethrowAsUnavailable);
    const items = found.slice(0, page.limit);
    return { items, nextCursor: found.length > page.limit ? items.at(-1)!.dataset : null };
  }
}

/** The customer's database is something we depend on: for an API caller its absence is a 503 with its reason. */
export function rethrowAsUnavailable(error: unknown): never {
  if (error instanceof SourceUnavailable)
    throw new Unavailable(error.reason.message, `SOURCE_${error.reason.code}`, { cause: error });
  throw error;
}
