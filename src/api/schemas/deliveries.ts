import { z } from 'zod';
import { alertTransitions } from '../../core/alerting/alert.ts';
import { deliveryStatuses } from '../../core/alerting/delivery.ts';
import {
  incidentKinds,
  incidentLevels,
  incidentStatuses,
  severities,
} from '../../core/incidents/incident.ts';
import type { DeliveryFilter } from '../../ports/delivery-ledger.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { channelId, incidentId } from './ids.ts';
import { pageOf, paging, repeatable } from './query.ts';

const several = 'repeat it to ask for several: any of them';

/** Every condition that is given must hold. */
export const deliveryListQuery = z.strictObject({
  channelId: channelId.optional(),
  incidentId: incidentId.optional().describe('messages about this incident'),
  status: repeatable(z.enum(deliveryStatuses)).describe(several),
  transition: repeatable(z.enum(alertTransitions)).describe(several),
  ...paging,
});
export type DeliveryListQuery = z.infer<typeof deliveryListQuery>;

export const deliveryFilterOf = ({ limit: _, cursor: __, ...filter }: DeliveryListQuery): DeliveryFilter =>
  filter;

/** One message on one channel, without its content. */
export const deliveryItem = z
  .object({
    id: z.uuid().describe('the same in every attempt: the idempotency key'),
    channelId: z.uuid(),
    channelName: z.string().describe('as it was when the message was made'),
    channelType: z.string(),
    transition: z.enum(alertTransitions),
    title: z.string(),
    status: z
      .enum(deliveryStatuses)
      .describe(
        'queued: waits for its next try; sending; sent; failed: given up; dropped: nobody is there to hear it any more',
      ),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    attempts: z.int(),
    answer: z.string().nullable().describe('what the other side said last'),
  })
  .meta({ id: 'DeliveryItem' });
export type DeliveryItem = z.infer<typeof deliveryItem>;

const shownValue = z.object({ name: z.string(), value: z.string() });

const alertedIncident = z
  .object({
    id: z.uuid(),
    kind: z.enum(incidentKinds),
    subject: z.object({ type: z.enum(['test', 'schedule', 'channel']), id: z.uuid(), name: z.string() }),
    group: z.string().nullable(),
    connection: z.string().nullable(),
    dataset: z.string().nullable(),
    tags: z.array(z.string()),
    owner: z.string().nullable(),
    assignee: z.string().nullable(),
    severity: z.enum(severities),
    level: z.enum(incidentLevels),
    status: z.enum(incidentStatuses),
    openedAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().nullable(),
    message: z.string(),
    observed: z.array(shownValue),
    expected: z.array(shownValue),
    trend: z.array(z.object({ at: z.iso.datetime(), status: z.string(), value: z.number().nullable() })),
    url: z.string(),
  })
  .meta({ id: 'AlertedIncident' });

const content = z
  .object({
    threadId: z.uuid().describe('messages about the same incidents on one channel share it'),
    at: z.iso.datetime(),
    summary: z.string(),
    severity: z.enum(severities),
    incidents: z.array(alertedIncident).describe('at most 50, the worst first'),
    more: z.int().describe('incidents beside those shown'),
    stillOpen: z.int(),
    url: z.string(),
  })
  .meta({ id: 'AlertContent' });

const attempt = z
  .object({
    number: z.int(),
    beganAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    outcome: z
      .enum(['sent', 'failed', 'unknown'])
      .describe('unknown: the attempt was broken off, and the message may have arrived'),
    answer: z.string().nullable(),
  })
  .meta({ id: 'DeliveryAttempt' });

const itemExample: DeliveryItem = {
  id: exampleIds.delivery,
  channelId: exampleIds.channel,
  channelName: 'data team',
  channelType: 'email',
  transition: 'opened',
  title: 'orders keep coming fails on public.orders',
  status: 'sent',
  createdAt: '2026-01-31T06:01:01.004Z',
  finishedAt: '2026-01-31T06:01:01.350Z',
  attempts: 1,
  answer: '250 2.0.0 Ok: queued as 4F2A',
};

const incidentUrl = `https://plumbline.example.com/v1/incidents/${exampleIds.incident}`;

/** A delivery with what was sent and every attempt. */
export const deliveryReport = z.object({ ...deliveryItem.shape, content, log: z.array(attempt) }).meta({
  id: 'Delivery',
  examples: [
    {
      ...itemExample,
      content: {
        threadId: exampleIds.alertThread,
        at: itemExample.createdAt,
        summary: '912 rows: fewer than the 1,000 expected.',
        severity: 'high',
        incidents: [
          {
            id: exampleIds.incident,
            kind: 'data',
            subject: { type: 'test', id: exampleIds.volumeTest, name: 'orders keep coming' },
            group: null,
            connection: 'warehouse',
            dataset: 'public.orders',
            tags: ['sales'],
            owner: 'data-platform',
            assignee: null,
            severity: 'high',
            level: 'fail',
            status: 'open',
            openedAt: exampleInstants.finished,
            resolvedAt: null,
            message: '912 rows: fewer than the 1,000 expected',
            observed: [{ name: 'rows', value: '912' }],
            expected: [{ name: 'fail.min', value: '1,000' }],
            trend: [{ at: exampleInstants.finished, status: 'failed', value: 912 }],
            url: incidentUrl,
          },
        ],
        more: 0,
        stillOpen: 1,
        url: incidentUrl,
      },
      log: [
        {
          number: 1,
          beganAt: '2026-01-31T06:01:01.120Z',
          endedAt: '2026-01-31T06:01:01.350Z',
          outcome: 'sent',
          answer: '250 2.0.0 Ok: queued as 4F2A',
        },
      ],
    },
  ],
});
export type DeliveryReportAnswer = z.infer<typeof deliveryReport>;

export const deliveryList = pageOf(deliveryItem, 'DeliveryList', itemExample);
