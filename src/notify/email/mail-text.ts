import type { Alert, AlertedIncident } from '../../core/alerting/alert.ts';
import {
  factsOf,
  measuredOf,
  newsOf,
  instantWords,
  nameOf,
  notesOf,
  placeOf,
  sparkline,
  standingOf,
  standingWords,
  transitionWords,
  verdictLetters,
} from '../alert-words.ts';

/** The alert as plain text, for those who read mails so. */
export function mailText(alert: Alert): string {
  const [only] = alert.incidents;
  const incidents =
    alert.incidents.length === 1 && only ? inDetail(only, alert) : alert.incidents.flatMap(inShort);
  return [
    alert.title,
    '='.repeat(Math.min(72, [...alert.title].length)),
    `${transitionWords[alert.transition]}, ${instantWords(alert.at)}`,
    '',
    ...(alert.summary === '' ? [] : [alert.summary, '']),
    ...incidents,
    ...notesOf(alert).flatMap((note) => [note, '']),
    ...(alert.url === '' ? [] : [`Look at it in Plumbline: ${alert.url}`, '']),
    // the two characters and the blank are how mail clients know where a signature begins
    '-- ',
    'Sent by Plumbline, which speaks when something changes.',
    '',
  ].join('\n');
}

const WIDEST_LABEL = 12;

const inDetail = (incident: AlertedIncident, alert: Alert): readonly string[] => [
  `${nameOf(incident)} ${standingWords[standingOf(incident)]}`,
  ...[newsOf(incident, alert)].filter((news) => news !== null),
  '',
  ...[...measuredOf(incident), ...factsOf(incident)].map(
    ([label, value]) => `  ${`${label}:`.padEnd(WIDEST_LABEL)} ${value}`,
  ),
  ...trendOf(incident),
  '',
];

const inShort = (incident: AlertedIncident): readonly string[] => [
  `* ${nameOf(incident)} ${standingWords[standingOf(incident)]}${incident.trend.length > 0 ? ` [${verdictLetters(incident.trend)}]` : ''}`,
  ...[incident.message, placeOf(incident), incident.owner && `owner ${incident.owner}`, incident.url]
    .filter((part) => part !== null && part !== '')
    .map((part) => `  ${part}`),
  '',
];

function trendOf({ trend }: AlertedIncident): readonly string[] {
  if (trend.length === 0) return [];
  const line = sparkline(trend);
  return [
    `  ${'Verdicts:'.padEnd(WIDEST_LABEL)} ${verdictLetters(trend)}  (. passed, w warned, F failed, E errored, - none)`,
    ...(line === null ? [] : [`  ${'Values:'.padEnd(WIDEST_LABEL)} ${line}`]),
  ];
}
