import { z } from 'zod';
import type { Json } from '../../core/json.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { flag, pageOf } from './query.ts';

const json = z.custom<Json>().meta({ description: 'any JSON value' });

/** What a client writes of a channel; settings and secrets are checked by the notifier of its type. */
export const channelBody = z
  .strictObject({
    name: z.string().trim().min(1).max(200).describe('unique, without regard to case'),
    description: z.string().max(2000).optional(),
    type: z.string().min(1).max(40).describe('email, slack, teams, pagerduty or webhook'),
    enabled: z.boolean().default(true).describe('a disabled channel is told nothing'),
    settings: z.record(z.string(), json).describe('of the type. email: to, cc, from. webhook: url, headers'),
    secrets: z
      .record(z.string(), z.string().max(10_000))
      .optional()
      .describe(
        'of the type, never shown again. webhook: signingSecret. On PUT, absent keeps what is stored, unless the channel then leads somewhere else',
      ),
  })
  .meta({
    id: 'ChannelBody',
    examples: [
      {
        name: 'data team',
        description: 'Whoever is on call for the warehouse',
        type: 'email',
        settings: { to: ['data-team@example.com'] },
      },
    ],
  });
export type ChannelBody = z.output<typeof channelBody>;

const example = {
  id: exampleIds.channel,
  version: 1,
  name: 'data team',
  description: 'Whoever is on call for the warehouse',
  type: 'email',
  enabled: true,
  settings: { to: ['data-team@example.com'] },
  secretNames: [],
  createdAt: exampleInstants.created,
  updatedAt: exampleInstants.created,
};

const fields = {
  id: z.uuid(),
  version: z.int().describe('grows with every change; also the ETag'),
  name: z.string(),
  description: z.string().nullable(),
  type: z.string(),
  enabled: z.boolean(),
  settings: z.record(z.string(), json),
  secretNames: z.array(z.string()).describe('which secrets are set; their values never leave the server'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

export const channelAnswer = z.object(fields).meta({ id: 'Channel', examples: [example] });

export const channelReport = z
  .object({
    ...fields,
    health: z.object({
      lastSentAt: z.iso.datetime().nullable(),
      lastFailure: z
        .object({ at: z.iso.datetime(), answer: z.string().nullable() })
        .nullable()
        .describe('the last time that an alert was given up'),
      waiting: z.int().describe('deliveries that wait or are being tried'),
    }),
  })
  .meta({
    id: 'ChannelReport',
    examples: [
      { ...example, health: { lastSentAt: exampleInstants.finished, lastFailure: null, waiting: 0 } },
    ],
  });
export type ChannelReportAnswer = z.infer<typeof channelReport>;

export const channelList = pageOf(channelAnswer, 'ChannelList', example);

export const testSend = z
  .object({
    sent: z.boolean(),
    answer: z.string().describe('what the other side said, or why it could not be asked; holds no secret'),
  })
  .meta({ id: 'TestSend', examples: [{ sent: true, answer: '250 2.0.0 Ok: queued as 4F2A' }] });

export const deleteChannelQuery = z.strictObject({
  cascade: flag
    .default(false)
    .describe(
      'take the channel out of the alert rules that use it; a rule left without channels is disabled',
    ),
});
export type DeleteChannelQuery = z.infer<typeof deleteChannelQuery>;
