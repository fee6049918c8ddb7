import type { HeaderBlock, RichTextBlock, RichTextElement, RichTextText } from '@slack/types';
import type { Alert, AlertedIncident } from '../../core/alerting/alert.ts';
import {
  factsOf,
  instantWords,
  markOf,
  measuredOf,
  newsOf,
  notesOf,
  sparkline,
  standingWords,
  transitionWords,
  type Mark,
  type Standing,
} from '../alert-words.ts';
import { shortened } from '../plain-text.ts';
import type { ThreadLine } from './slack-thread.ts';

/** What `chat.update` takes of a message. */
interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly (HeaderBlock | RichTextBlock)[];
}

const signs: Readonly<Record<Standing, string>> = {
  warn: '🟡',
  fail: '🔴',
  error: '⚫',
  acknowledged: '🔵',
  resolved: '🟢',
};
const marks: Readonly<Record<Mark, string>> = {
  passed: '🟩',
  warned: '🟨',
  failed: '🟥',
  errored: '⬛',
  none: '⬜',
};

/** Slack refuses messages whose blocks hold more than about 13,000 characters. */
const LONGEST_LINES = 9000;

/** The thread's message: what happened last, and how all incidents of the thread stand. */
export function threadMessage(alert: Alert, lines: readonly ThreadLine[]): SlackMessage {
  const [only] = alert.incidents;
  const isOne = only !== undefined && alert.incidents.length === 1 && lines.length === 1;
  const shown = fitting(lines);
  const notes = [
    ...(lines.length > shown.length
      ? [`And ${lines.length - shown.length} more, which are not shown here.`]
      : []),
    ...notesOf(alert),
  ];
  return {
    text: escaped(alert.title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: headerOf(alert, lines), emoji: false } },
      rich([
        ...(alert.summary === '' ? [] : [[text(alert.summary)]]),
        [text(`${transitionWords[alert.transition]}, ${instantWords(alert.at)}`, { italic: true })],
      ]),
      ...(isOne ? [rich(detailsOf(only, alert))] : []),
      ...(!isOne && shown.length > 0 ? [rich(shown.map(inShort))] : []),
      ...(notes.length > 0 ? [rich(notes.map((note) => [text(note)]))] : []),
      ...(alert.url === '' ? [] : [rich([[link(alert.url, 'Look at it in Plumbline')]])]),
    ],
  };
}

/** A short message below the thread's own, for those who follow it. */
export const replyMessage = (alert: Alert): SlackMessage => ({
  text: escaped(alert.title),
  blocks: [
    rich([
      [text(`${transitionWords[alert.transition]}: `, { bold: true }), text(alert.title)],
      ...(alert.summary === '' ? [] : [[text(alert.summary)]]),
    ]),
  ],
});

/** What `chat.postMessage` takes beside it: no previews of links, and by what the message is found again. */
export const posting = (alert: Alert) => ({
  mrkdwn: false,
  unfurl_links: false,
  unfurl_media: false,
  metadata: {
    event_type: 'plumbline_alert',
    event_payload: { delivery_id: alert.deliveryId, thread_id: alert.threadId },
  },
});

/** Slack reads mentions and links between < and > even in texts without formatting. */
const escaped = (plain: string): string =>
  plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function headerOf(alert: Alert, lines: readonly ThreadLine[]): string {
  const worst = (['fail', 'error', 'warn', 'acknowledged', 'resolved'] as const).find((standing) =>
    lines.some((line) => line.standing === standing),
  );
  return shortened(`${worst ? signs[worst] : '⚪'} ${alert.title}`, 140);
}

/** As many lines as fit. */
function fitting(lines: readonly ThreadLine[]): readonly ThreadLine[] {
  let length = 0;
  return lines.filter(({ name, message, place, url }) => {
    length += name.length + message.length + (place?.length ?? 0) + url.length;
    return length <= LONGEST_LINES;
  });
}

/** Lines of elements. Their texts are shown as they are: nothing in them is formatting, a mention or a link. */
const rich = (lines: readonly (readonly RichTextElement[])[]): RichTextBlock => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: lines.flatMap((line, i) => (i === 0 ? line : [text('\n'), ...line])),
    },
  ],
});

const text = (content: string, style?: RichTextText['style']): RichTextText => ({
  type: 'text',
  text: content,
  ...(style && { style }),
});
const link = (url: string, content: string): RichTextElement =>
  url === '' ? text(content, { bold: true }) : { type: 'link', url, text: content, style: { bold: true } };

const inShort = (line: ThreadLine): readonly RichTextElement[] => [
  text(`${signs[line.standing]} `),
  link(line.url, line.name),
  text(` ${standingWords[line.standing]}${line.message === '' ? '' : `: ${line.message}`}`),
  ...(line.place === null ? [] : [text(` (${line.place})`, { italic: true })]),
];

function detailsOf(incident: AlertedIncident, alert: Alert): readonly (readonly RichTextElement[])[] {
  const news = newsOf(incident, alert);
  const bars = sparkline(incident.trend);
  return [
    ...(news === null ? [] : [[text(news)]]),
    ...[...measuredOf(incident), ...factsOf(incident)].map(([label, value]) => [
      text(`${label}: `, { bold: true }),
      text(shortened(value, 600)),
    ]),
    ...(incident.trend.length === 0
      ? []
      : [
          [
            text('Trend: ', { bold: true }),
            text(
              `${incident.trend.map((point) => marks[markOf(point)]).join('')}${bars === null ? '' : ` ${bars}`}`,
            ),
          ],
        ]),
  ];
}
