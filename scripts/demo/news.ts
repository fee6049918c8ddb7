import type { IncidentAnswer } from '../../src/api/schemas/incidents.ts';
import type { MailAnswer, MailList } from '../../src/api/schemas/mails.ts';
import type { ScheduleAnswer } from '../../src/api/schemas/schedules.ts';
import { bold, clipped, dim, inNumber, say, style } from './terminal.ts';

const MAIL_LINES = 26;
const MAIL_WIDTH = 100;

export function sayPlans({ cron, timeZone, nextOccurrences }: ScheduleAnswer): void {
  const [next] = nextOccurrences;
  say(`   schedule  ${cron} in ${timeZone}${next ? `, next at ${next.local}` : ''}`);
  say(`   channel   data-team@example.com; without a mail server mails are kept and shown by the API`);
  say(`   rule      everything with the tag "demo", a reminder every four hours`);
}

/** How few messages the bad verdicts of both runs became. */
export function sayIncidents(
  bad: number,
  incidents: readonly IncidentAnswer[],
  mails: MailList['items'],
): void {
  const counted = (n: number, what: string) => bold(`${inNumber(n)} ${what}`);
  say(
    `   ${counted(bad, 'verdicts')} of two runs were bad: ${counted(incidents.length, 'incidents')}, ${counted(mails.length, 'mails')}.\n`,
  );
  for (const { subject, id } of [...mails].reverse()) say(`   ${subject}  ${dim(`/v1/mails/${id}`)}`);
}

export function sayMail({ subject, text }: MailAnswer): void {
  const edge = style('cyan', '│');
  const lines = text.split('\n');
  say(`\n   ${edge} ${bold(subject)}\n   ${edge}`);
  for (const line of lines.slice(0, MAIL_LINES)) say(`   ${edge} ${clipped(line, MAIL_WIDTH)}`);
  if (lines.length > MAIL_LINES) say(`   ${edge} ${dim('…')}`);
}
