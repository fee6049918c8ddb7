import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { IncidentId } from '../../core/ids.ts';
import { byHand, type Hand, type HandChange } from '../../core/incidents/by-hand.ts';
import type { Incident } from '../../core/incidents/incident.ts';
import { Clock } from '../../ports/clock.ts';
import { IncidentStore } from '../../ports/incident-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { incidentStateOf } from './incident-state.ts';

/**
 * Somebody acknowledges, assigns, comments, mutes or resolves an incident. What would change nothing is no event.
 * Throws `IncidentNotFound`, `VersionConflict`, `IncidentResolved`, `InvalidInput`.
 */
export class ChangeIncident extends AuditedCommand<Incident> {
  constructor(
    readonly id: IncidentId,
    readonly expectedVersion: number | null,
    readonly change: HandChange,
    readonly hand: Hand,
  ) {
    super();
  }

  override intention(): Intention {
    const { id, hand } = this;
    const { action, ...asked } = this.change;
    return {
      action: `incident.${action}`,
      subject: { type: 'incident', id },
      asked: { ...asked, ...hand },
    };
  }

  override outcome(incident: Incident): Outcome {
    return { after: incidentStateOf(incident) };
  }
}

@CommandHandler(ChangeIncident)
export class ChangeIncidentHandler implements ICommandHandler<ChangeIncident> {
  constructor(
    private readonly incidents: IncidentStore,
    private readonly clock: Clock,
  ) {}

  execute({ id, expectedVersion, change, hand }: ChangeIncident): Promise<Incident> {
    const now = this.clock.now();
    return this.incidents.change(id, expectedVersion, (incident) => byHand(incident, change, hand, now));
  }
}
