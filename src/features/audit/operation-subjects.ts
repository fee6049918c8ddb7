import { Injectable } from '@nestjs/common';
import type { AuditSubject } from '../../core/audit.ts';
import type { AlertRuleId, ChannelId, DeliveryId, IncidentId, ScheduleId } from '../../core/ids.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { DeliveryLedger } from '../../ports/delivery-ledger.ts';
import { IncidentReader } from '../../ports/incident-reader.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { channelViewOf } from '../alerts/channel-view.ts';
import { deliveryStateOf } from '../alerts/delivery-state.ts';
import { incidentStateOf } from '../incidents/incident-state.ts';

type OperationSubjectType = Extract<
  AuditSubject['type'],
  'schedule' | 'incident' | 'channel' | 'alertRule' | 'delivery'
>;

/** What keeps tests running and people told, as the audit log may show it. */
@Injectable()
export class OperationSubjects {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly incidents: IncidentReader,
    private readonly channels: ChannelStore,
    private readonly rules: AlertRuleStore,
    private readonly deliveries: DeliveryLedger,
  ) {}

  /** The record, without its secrets and without values of rows; null when there is none. */
  async read(type: OperationSubjectType, id: string): Promise<object | null> {
    switch (type) {
      case 'schedule':
        return this.schedules.get(id as ScheduleId);
      case 'incident': {
        const found = await this.incidents.get(id as IncidentId);
        return found && incidentStateOf(found);
      }
      case 'channel': {
        const found = await this.channels.get(id as ChannelId);
        return found && channelViewOf(found);
      }
      case 'alertRule':
        return this.rules.get(id as AlertRuleId);
      case 'delivery': {
        const found = await this.deliveries.get(id as DeliveryId);
        return found && deliveryStateOf(found);
      }
    }
  }
}
