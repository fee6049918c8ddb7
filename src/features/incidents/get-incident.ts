import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IncidentNotFound } from '../../core/errors.ts';
import type { IncidentId } from '../../core/ids.ts';
import type { Incident, IncidentEvent } from '../../core/incidents/incident.ts';
import { IncidentReader, type TroubledTest } from '../../ports/incident-reader.ts';

/** An incident with all that helps to understand it. */
export interface IncidentView {
  readonly incident: Incident;
  /** Oldest first; of a very long one the latest events. */
  readonly timeline: { readonly events: readonly IncidentEvent[]; readonly total: number };
  /** What else is wrong with the dataset. */
  readonly related: {
    readonly incidents: readonly Incident[];
    readonly tests: readonly TroubledTest[];
  };
}

/** Throws `IncidentNotFound`. */
export class GetIncident extends Query<IncidentView> {
  constructor(readonly id: IncidentId) {
    super();
  }
}

const MOST_EVENTS = 500;
const MOST_RELATED = 50;

@QueryHandler(GetIncident)
export class GetIncidentHandler implements IQueryHandler<GetIncident> {
  constructor(private readonly incidents: IncidentReader) {}

  async execute({ id }: GetIncident): Promise<IncidentView> {
    const incident = await this.incidents.get(id);
    if (!incident) throw new IncidentNotFound(id);
    const [timeline, incidents, tests] = await Promise.all([
      this.incidents.timeline(id, MOST_EVENTS),
      this.incidents.relatedOf(incident, MOST_RELATED),
      this.incidents.troubledBeside(incident, MOST_RELATED),
    ]);
    return { incident, timeline, related: { incidents, tests } };
  }
}
