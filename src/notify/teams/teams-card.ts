import type { Alert, AlertedIncident } from '../../core/alerting/alert.ts';
import type { Json } from '../../core/json.ts';
import {
  factsOf,
  instantWords,
  markOf,
  measuredOf,
  nameOf,
  newsOf,
  notesOf,
  placeOf,
  sparkline,
  standingOf,
  standingWords,
  transitionWords,
  type Mark,
  type Standing,
} from '../alert-words.ts';
import { shortened } from '../plain-text.ts';

type Element = { readonly [key: string]: Json };
type Colour = 'default' | 'good' | 'warning' | 'attention' | 'accent';

const colours: Readonly<Record<Standing, Colour>> = {
  warn: 'warning',
  fail: 'attention',
  error: 'attention',
  acknowledged: 'accent',
  resolved: 'good',
};
const markColours: Readonly<Record<Mark, Colour>> = {
  passed: 'good',
  warned: 'warning',
  failed: 'attention',
  errored: 'accent',
  none: 'default',
};

/** Teams refuses messages of more than 28 kB; what surrounds the card needs some of it. */
const LARGEST_BYTES = 26_000;
const LONGEST_TEXT = 500;

/** The message that a workflow posts: one Adaptive Card, with as many incidents as its size allows. */
export function teamsMessage(alert: Alert): Element {
  for (let shown = Math.min(alert.incidents.length, 20); ; shown = Math.floor(shown / 2)) {
    const incidents = alert.incidents.slice(0, shown);
    const more = alert.more + alert.incidents.length - shown;
    const message = messageOf(cardOf({ ...alert, incidents, more }));
    if (shown === 0 || Buffer.byteLength(JSON.stringify(message)) <= LARGEST_BYTES) return message;
  }
}

const messageOf = (card: Element): Element => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }],
});

function cardOf(alert: Alert): Element {
  const [only, ...others] = alert.incidents;
  const isOne = only !== undefined && others.length === 0;
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: literal(alert.title),
    msteams: { width: 'Full' },
    body: [
      line([text(`${transitionWords[alert.transition]}, ${instantWords(alert.at)}`, { isSubtle: true })]),
      line([text(alert.title, { size: 'large', weight: 'bolder' })], { spacing: 'small' }),
      ...(alert.summary === '' ? [] : [line([text(alert.summary)])]),
      ...(isOne ? inDetail(only, alert) : alert.incidents.map(inShort)),
      ...notesOf(alert).map((note) => line([text(note, { isSubtle: true })])),
    ],
    ...(alert.url !== '' && {
      actions: [{ type: 'Action.OpenUrl', title: 'Look at it in Plumbline', url: alert.url }],
    }),
  };
}

/** Runs are shown as they are; a TextBlock would read Markdown and macros in them. */
const line = (inlines: readonly Element[], more: Element = {}): Element => ({
  type: 'RichTextBlock',
  inlines,
  ...more,
});

/** Two braces could begin a macro such as {{DATE()}}; a word joiner, which is not seen, keeps them apart. */
const literal = (content: string): string => shortened(content, LONGEST_TEXT).replaceAll('{{', '{\u2060{');

const text = (content: string, more: Element = {}): Element => ({
  type: 'TextRun',
  text: literal(content),
  ...more,
});

const standing = (incident: AlertedIncident): Element =>
  text(`${standingWords[standingOf(incident)]} `, { color: colours[standingOf(incident)], weight: 'bolder' });

function inDetail(incident: AlertedIncident, alert: Alert): readonly Element[] {
  const news = newsOf(incident, alert);
  return [
    line([standing(incident), text(nameOf(incident), { weight: 'bolder' })], { separator: true }),
    ...(news === null ? [] : [line([text(news)])]),
    ...[...measuredOf(incident), ...factsOf(incident)].map(([label, value]) =>
      line([text(`${label}: `, { isSubtle: true }), text(value)], { spacing: 'small' }),
    ),
    ...trendOf(incident),
  ];
}

const inShort = (incident: AlertedIncident): Element => ({
  type: 'Container',
  separator: true,
  items: [
    line([standing(incident), text(nameOf(incident), { weight: 'bolder' })]),
    line([text(incident.message || standingWords[standingOf(incident)])], { spacing: 'none' }),
    line(
      [
        text([placeOf(incident), incident.severity].filter((part) => part !== null).join(', '), {
          isSubtle: true,
        }),
      ],
      {
        spacing: 'none',
      },
    ),
  ],
});

function trendOf({ trend }: AlertedIncident): readonly Element[] {
  if (trend.length === 0) return [];
  const bars = sparkline(trend);
  return [
    line(
      [
        text('Trend: ', { isSubtle: true }),
        ...trend.map((point, i) => text(bars?.[i] ?? '■', { color: markColours[markOf(point)] })),
      ],
      { spacing: 'small' },
    ),
  ];
}
