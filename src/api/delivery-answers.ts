import type { Alert, AlertedIncident } from '../core/alerting/alert.ts';
import type { Delivery, DeliveryReport } from '../core/alerting/delivery.ts';
import type { ChannelReport } from '../features/alerts/channel-view.ts';
import type { ChannelReportAnswer } from './schemas/channels.ts';
import type { DeliveryItem, DeliveryReportAnswer } from './schemas/deliveries.ts';

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

export const deliveryItemOf = (delivery: Delivery): DeliveryItem => ({
  id: delivery.id,
  channelId: delivery.channelId,
  channelName: delivery.channelName,
  channelType: delivery.channelType,
  transition: delivery.transition,
  title: delivery.title,
  status: delivery.status,
  createdAt: delivery.createdAt.toISOString(),
  finishedAt: isoOf(delivery.finishedAt),
  attempts: delivery.attempts,
  answer: delivery.answer,
});

export const deliveryReportOf = (delivery: DeliveryReport): DeliveryReportAnswer => ({
  ...deliveryItemOf(delivery),
  content: contentOf(delivery.content),
  log: delivery.log.map(({ number, beganAt, endedAt, outcome, answer }) => ({
    number,
    beganAt: beganAt.toISOString(),
    endedAt: isoOf(endedAt),
    outcome,
    answer,
  })),
});

/** What the delivery itself says is not repeated. */
const contentOf = (alert: Alert): DeliveryReportAnswer['content'] => ({
  threadId: alert.threadId,
  at: alert.at.toISOString(),
  summary: alert.summary,
  severity: alert.severity,
  incidents: alert.incidents.map(incidentOf),
  more: alert.more,
  stillOpen: alert.stillOpen,
  url: alert.url,
});

const incidentOf = (incident: AlertedIncident): DeliveryReportAnswer['content']['incidents'][number] => ({
  ...incident,
  tags: [...incident.tags],
  openedAt: incident.openedAt.toISOString(),
  resolvedAt: isoOf(incident.resolvedAt),
  observed: [...incident.observed],
  expected: [...incident.expected],
  trend: incident.trend.map(({ at, status, value }) => ({ at: at.toISOString(), status, value })),
});

export const channelReportOf = ({ health, ...channel }: ChannelReport): ChannelReportAnswer => ({
  ...channel,
  secretNames: [...channel.secretNames],
  health: {
    lastSentAt: isoOf(health.lastSentAt),
    lastFailure: health.lastFailure && {
      at: health.lastFailure.at.toISOString(),
      answer: health.lastFailure.answer,
    },
    waiting: health.waiting,
  },
});
