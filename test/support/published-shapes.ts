import { createRequire } from 'node:module';
import { Ajv } from 'ajv';

const ajv = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false });
const problemsBy = (schema: object) => {
  const check = ajv.compile(schema);
  return (value: unknown): readonly string[] =>
    check(value) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const exactly = (required: object, optional: object = {}) => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

/** The fields and limits that https://developer.pagerduty.com/docs/send-alert-event and its OpenAPI description give. */
const trigger = exactly(
  {
    routing_key: { type: 'string', pattern: '^[A-Za-z0-9]{32}$' },
    event_action: { const: 'trigger' },
    dedup_key: text(255),
    payload: exactly(
      {
        summary: text(1024),
        source: text(1024),
        severity: { enum: ['critical', 'error', 'warning', 'info'] },
      },
      {
        timestamp: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' },
        component: text(1024),
        group: text(1024),
        class: text(1024),
        custom_details: { type: 'object' },
      },
    ),
  },
  {
    client: text(1024),
    client_url: { type: 'string', pattern: '^https?://' },
    links: {
      type: 'array',
      items: exactly({ href: { type: 'string', pattern: '^https?://' } }, { text: text(1024) }),
    },
  },
);
const update = exactly({
  routing_key: { type: 'string', pattern: '^[A-Za-z0-9]{32}$' },
  event_action: { enum: ['acknowledge', 'resolve'] },
  dedup_key: text(255),
});
export const pagerdutyProblems = problemsBy({
  type: 'object',
  required: ['event_action'],
  if: { properties: { event_action: { const: 'trigger' } } },
  then: trigger,
  else: update,
});

const style = exactly(
  {},
  {
    bold: { type: 'boolean' },
    italic: { type: 'boolean' },
    strike: { type: 'boolean' },
    code: { type: 'boolean' },
  },
);
/** Of https://docs.slack.dev/reference/block-kit/blocks: header and rich text, the two that are sent. */
const blocks = {
  type: 'array',
  minItems: 1,
  maxItems: 50,
  items: {
    type: 'object',
    required: ['type'],
    if: { properties: { type: { const: 'header' } } },
    then: exactly({
      type: { const: 'header' },
      text: exactly({ type: { const: 'plain_text' }, text: text(150) }, { emoji: { type: 'boolean' } }),
    }),
    else: exactly({
      type: { const: 'rich_text' },
      elements: {
        type: 'array',
        minItems: 1,
        items: exactly({
          type: { const: 'rich_text_section' },
          elements: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['type'],
              if: { properties: { type: { const: 'text' } } },
              then: exactly({ type: { const: 'text' }, text: text(3000) }, { style }),
              else: exactly(
                { type: { const: 'link' }, url: { type: 'string', pattern: '^https?://', maxLength: 3000 } },
                { text: text(3000), style },
              ),
            },
          },
        }),
      },
    }),
  },
};
const channel = { type: 'string', pattern: '^([CGD][A-Z0-9]+|#.+)$' };
const ts = { type: 'string', pattern: '^\\d+\\.\\d+$' };

/** Of https://docs.slack.dev/reference/methods/chat.postMessage */
export const slackPostProblems = problemsBy(
  exactly(
    {
      channel,
      text: text(4000),
      blocks,
      mrkdwn: { const: false },
      unfurl_links: { const: false },
      unfurl_media: { const: false },
      metadata: exactly({
        event_type: { type: 'string', pattern: '^\\w+$' },
        event_payload: { type: 'object' },
      }),
    },
    { thread_ts: ts },
  ),
);
/** Of https://docs.slack.dev/reference/methods/chat.update; without `metadata` it stays as it was. */
export const slackUpdateProblems = problemsBy(exactly({ channel, ts, text: text(4000), blocks }));

/** Microsoft's own reader of cards, in the form that runs outside a browser. */
const cards = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof import('adaptivecards');

const teamsEnvelope = problemsBy(
  exactly({
    type: { const: 'message' },
    attachments: {
      type: 'array',
      minItems: 1,
      maxItems: 1,
      items: exactly({
        contentType: { const: 'application/vnd.microsoft.card.adaptive' },
        contentUrl: { type: 'null' },
        content: { type: 'object', required: ['type', 'version', 'body'] },
      }),
    },
  }),
);

/**
 * Of the message that a Teams workflow takes: 28 kB at most, one Adaptive Card of version 1.4 at most.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
export function teamsProblems(message: unknown): readonly string[] {
  const envelope = teamsEnvelope(message);
  if (envelope.length > 0) return envelope;
  const { content } = (message as { attachments: [{ content: unknown }] }).attachments[0];
  const context = new cards.SerializationContext(cards.Versions.v1_4);
  const card = new cards.AdaptiveCard();
  card.parse(content, context);
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  const size = Buffer.byteLength(JSON.stringify(message));
  return [
    ...events,
    ...card.validateProperties().validationEvents.map((event) => event.message),
    ...(size > 28_000 ? [`${size} bytes are too many`] : []),
  ];
}
