import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Incident } from '../../core/incidents/incident.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { IncidentReader, type IncidentFilter } from '../../ports/incident-reader.ts';

/** Newest first. Throws `MalformedCursor`. */
export class ListIncidents extends Query<Page<Incident>> {
  constructor(
    readonly filter: IncidentFilter,
    readonly page: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(ListIncidents)
export class ListIncidentsHandler implements IQueryHandler<ListIncidents> {
  constructor(private readonly incidents: IncidentReader) {}

  execute({ filter, page }: ListIncidents): Promise<Page<Incident>> {
    return this.incidents.list(filter, page);
  }
}
