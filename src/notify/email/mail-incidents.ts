import type { Alert, AlertedIncident } from '../../core/alerting/alert.ts';
import { factsOf, instantWords, nameOf, newsOf, placeOf, standingOf } from '../alert-words.ts';
import { shortened } from '../plain-text.ts';
import { html, type Html } from './html.ts';
import { badge, bars, strip } from './mail-parts.ts';

const INK = 'color:#1d2430;word-break:break-word';
const SOFT = 'color:#5d6878;word-break:break-word';
const LINE = 'border-top:1px solid #e9edf2';

/** Rows of the mail's table: all that is known of one incident, or many in short. */
export function incidentRows(alert: Alert): Html | null {
  const [first, ...others] = alert.incidents;
  if (first === undefined) return null;
  return html`<tr>
    <td class="pad" style="padding:16px 28px 0">
      ${
        others.length === 0
          ? inDetail(first, alert)
          : html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
              ${alert.incidents.map(inShort)}
            </table>`
      }
    </td>
  </tr>`;
}

function inDetail(incident: AlertedIncident, alert: Alert): Html {
  const name =
    alert.title.includes(incident.subject.name) && incident.group === null ? null : nameOf(incident);
  const news = newsOf(incident, alert);
  return html`${
      name === null
        ? null
        : html`<p class="ink" dir="auto" style="margin:0 0 4px;font-size:15px;line-height:22px;${INK}">
            <b>${name}</b>
          </p>`
    }
    ${
      news === null
        ? null
        : html`<p class="ink" dir="auto" style="margin:0 0 12px;font-size:14px;line-height:21px;${INK}">
            ${news}
          </p>`
    }
    ${numbers(incident)} ${trendOf(incident)}
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
      ${factsOf(incident).map(
        ([label, value]) =>
          html`<tr>
            <td
              class="soft line"
              style="padding:7px 16px 7px 0;${LINE};font-size:13px;line-height:20px;vertical-align:top;white-space:nowrap;${SOFT}"
            >
              ${label}
            </td>
            <td
              class="ink line"
              dir="auto"
              width="100%"
              style="padding:7px 0;${LINE};font-size:14px;line-height:20px;${INK}"
            >
              ${value}
            </td>
          </tr>`,
      )}
    </table>`;
}

/** What was observed beside what was expected: the reason for the mail, so it is what is seen first. */
const numbers = ({ observed, expected }: AlertedIncident): Html | null =>
  observed.length + expected.length === 0
    ? null
    : html`<table
        role="presentation"
        width="100%"
        cellpadding="0"
        cellspacing="0"
        border="0"
        style="margin:0 0 14px"
      >
        <tr>
          ${column('Observed', observed)} ${column('Expected', expected)}
        </tr>
      </table>`;

const column = (label: string, values: AlertedIncident['observed']): Html =>
  html`<td width="50%" style="padding:0 12px 0 0;vertical-align:top">
    <p class="soft" style="margin:0;font-size:12px;line-height:18px;${SOFT}">${label}</p>
    ${values.map(
      ({ name, value }) =>
        html`<p
          class="ink"
          dir="auto"
          style="margin:0 0 2px;font-size:18px;line-height:24px;font-weight:600;${INK}"
        >
          ${value} <span class="soft" style="font-size:13px;font-weight:400;${SOFT}">${name}</span>
        </p>`,
    )}
  </td>`;

function trendOf({ trend }: AlertedIncident): Html | null {
  const drawn = bars(trend);
  const [first] = trend;
  if (drawn === null || first === undefined) return null;
  return html`<div style="margin:0 0 14px">
    ${drawn}
    <p class="soft" style="margin:4px 0 0;font-size:12px;line-height:16px;${SOFT}">
      Last ${trend.length} verdicts, since ${instantWords(first.at)}
    </p>
  </div>`;
}

const inShort = (incident: AlertedIncident): Html =>
  html`<tr>
    <td class="line" style="padding:10px 0;${LINE}">
      <p style="margin:0;font-size:14px;line-height:21px;word-break:break-word">
        ${badge(standingOf(incident))} ${link(incident.url, nameOf(incident))}
      </p>
      <p class="ink" dir="auto" style="margin:3px 0 0;font-size:13px;line-height:19px;${INK}">
        ${shortened(incident.message, 300)}
      </p>
      <p class="soft" dir="auto" style="margin:3px 0 5px;font-size:12px;line-height:17px;${SOFT}">
        ${asideOf(incident)}
      </p>
      ${strip(incident.trend)}
    </td>
  </tr>`;

const asideOf = (incident: AlertedIncident): string =>
  [placeOf(incident), incident.severity, incident.owner && `owner ${incident.owner}`]
    .filter((part) => part !== null && part !== '')
    .join(' · ');

const link = (url: string, text: string): Html =>
  url === ''
    ? html`<b class="ink" dir="auto" style="${INK}">${text}</b>`
    : html`<a class="ink" dir="auto" href="${url}" style="font-weight:600;${INK}">${text}</a>`;
