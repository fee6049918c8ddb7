import { Injectable } from '@nestjs/common';
import type { Alert, AlertedIncident } from '../../core/alerting/alert.ts';
import { composeAlert, incidentUrl, MOST_SHOWN, worstFirst } from '../../core/alerting/compose-alert.ts';
import type { NoticeBatch } from '../../core/alerting/gather-notices.ts';
import { judgedNumber, shownValues } from '../../core/alerting/shown-values.ts';
import type { Execution } from '../../core/execution.ts';
import { newAlertThreadId, newDeliveryId, type ConnectionId, type TestId } from '../../core/ids.ts';
import type { Incident } from '../../core/incidents/incident.ts';
import { AlertOutbox } from '../../ports/alert-outbox.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';
import { AlertSettings } from './alert-settings.ts';

const TREND = 14;

/** Makes the messages: what was observed lately is read for the incidents that a message shows, and for no others. */
@Injectable()
export class AlertComposer {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly executions: ExecutionReader,
    private readonly outbox: AlertOutbox,
    private readonly settings: AlertSettings,
  ) {}

  /** One alert for each batch, in their order. */
  async compose(batches: readonly NoticeBatch[], now: Date): Promise<readonly Alert[]> {
    const threads = batches.map(({ threadId }) => threadId).filter((id) => id !== null);
    const openIn = await this.outbox.openIn(threads);
    const names = new Map<ConnectionId, Promise<string | null>>();
    const alerts: Alert[] = [];
    for (const { notices, threadId, transition } of batches) {
      const distinct = new Map(notices.map(({ incident }) => [incident.id, incident]));
      const incidents = worstFirst([...distinct.values()]);
      const shown = await Promise.all(
        incidents.slice(0, MOST_SHOWN).map((incident) => this.shown(incident, names)),
      );
      const openOf = (told: 'opened' | 'recovered') =>
        new Set(notices.filter((one) => one.transition === told).map(({ incident }) => incident.id)).size;
      const unresolved = incidents.filter(({ status }) => status !== 'resolved').length;
      alerts.push(
        composeAlert({
          deliveryId: newDeliveryId(now),
          threadId: threadId ?? newAlertThreadId(now),
          transition,
          at: now,
          incidents,
          shown,
          stillOpen: threadId === null ? unresolved : (openIn.get(threadId) ?? 0),
          happened: { opened: openOf('opened'), recovered: openOf('recovered') },
          publicUrl: this.settings.publicUrl,
        }),
      );
    }
    return alerts;
  }

  private async shown(
    incident: Incident,
    names: Map<ConnectionId, Promise<string | null>>,
  ): Promise<AlertedIncident> {
    const [connection, executions] = await Promise.all([
      this.nameOf(incident.connectionId, names),
      this.lastExecutions(incident),
    ]);
    const last = executions[0]?.result;
    return {
      id: incident.id,
      kind: incident.kind,
      subject: incident.subject,
      group: incident.group,
      connection,
      dataset: incident.dataset,
      tags: incident.tags,
      owner: incident.owner,
      assignee: incident.assignee,
      severity: incident.severity,
      level: incident.level,
      status: incident.status,
      openedAt: incident.openedAt,
      resolvedAt: incident.resolvedAt,
      message: incident.message,
      observed: shownValues(last?.observed ?? {}),
      expected: shownValues(last?.expected ?? {}),
      trend: executions.toReversed().map(({ status, finishedAt, queuedAt, result }) => ({
        at: finishedAt ?? queuedAt,
        status,
        value: judgedNumber(result?.observed ?? {}),
      })),
      url: incidentUrl(this.settings.publicUrl, incident.id),
    };
  }

  /** Newest first; none for what is no test. */
  private async lastExecutions({ subject }: Incident): Promise<readonly Execution[]> {
    if (subject.type !== 'test') return [];
    const { items } = await this.executions.list(
      { testId: subject.id as TestId },
      { limit: TREND, cursor: null },
    );
    return items.filter(({ result }) => result !== null);
  }

  private nameOf(
    id: ConnectionId | null,
    names: Map<ConnectionId, Promise<string | null>>,
  ): Promise<string | null> {
    if (id === null) return Promise.resolve(null);
    const known = names.get(id);
    if (known) return known;
    const name = this.connections.get(id).then((connection) => connection?.name ?? null);
    names.set(id, name);
    return name;
  }
}
