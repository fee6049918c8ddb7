import type { Alert } from '../../core/alerting/alert.ts';
import { instantWords, notesOf, standingOf, transitionWords, type Standing } from '../alert-words.ts';
import { html, Html } from './html.ts';
import { incidentRows } from './mail-incidents.ts';
import { badge } from './mail-parts.ts';

/** Clients that know dark mode follow it; the others show the inline colours, which are light. */
const dark = new Html(`
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#12161c!important}.card{background:#1b2129!important;border-left-color:#2c343f!important;border-right-color:#2c343f!important;border-bottom-color:#2c343f!important}
.ink{color:#e8ebf0!important}.soft{color:#9aa5b5!important}.line{border-color:#2c343f!important}
.button{background:#3b82d6!important}}
@media (max-width:480px){.pad{padding-left:16px!important;padding-right:16px!important}}
`);

const accents: Readonly<Record<Standing, string>> = {
  warn: '#d19a00',
  fail: '#d64545',
  error: '#6b7686',
  acknowledged: '#3b82d6',
  resolved: '#2e9e5b',
};

/** The colour of the message as a whole: that of its worst incident. */
function accentOf({ incidents, transition }: Alert): string {
  const standings = new Set(incidents.map(standingOf));
  const worst = (['fail', 'error', 'warn', 'acknowledged', 'resolved'] as const).find((each) =>
    standings.has(each),
  );
  return accents[worst ?? (transition === 'test' ? 'acknowledged' : 'error')];
}

/** Gmail cuts off what comes after 102 kB. */
const MOST_LISTED = 40;

/** The alert as a page for mail clients: tables, inline styles, nothing that is loaded from anywhere. */
export const mailHtml = (alert: Alert): string =>
  pageOf({
    ...alert,
    incidents: alert.incidents.slice(0, MOST_LISTED),
    more: alert.more + Math.max(0, alert.incidents.length - MOST_LISTED),
  });

const pageOf = (alert: Alert): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${alert.title}</title>
        <style>
          ${dark}
        </style>
      </head>
      <body class="page" style="margin:0;padding:0;background:#f3f5f8">
        <div style="display:none;max-height:0;overflow:hidden">${alert.summary}</div>
        <table
          role="presentation"
          class="page"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border="0"
          style="background:#f3f5f8"
        >
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                class="card"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border="0"
                style="max-width:600px;background:#ffffff;border:1px solid #e2e6ec;border-top:4px solid ${accentOf(alert)};border-radius:8px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;text-align:left"
              >
                <tr>
                  <td class="pad" style="padding:22px 28px 4px">
                    <p class="soft" style="margin:0 0 6px;font-size:13px;line-height:20px;color:#5d6878">
                      ${badges(alert)}${transitionWords[alert.transition]} &middot; ${instantWords(alert.at)}
                    </p>
                    <h1
                      class="ink"
                      dir="auto"
                      style="margin:0;font-size:20px;line-height:28px;font-weight:650;color:#1d2430;word-break:break-word"
                    >
                      ${alert.title}
                    </h1>
                    <p
                      class="ink"
                      dir="auto"
                      style="margin:8px 0 0;font-size:15px;line-height:22px;color:#1d2430;word-break:break-word"
                    >
                      ${alert.summary}
                    </p>
                  </td>
                </tr>
                ${incidentRows(alert)} ${rest(alert)}
                <tr>
                  <td class="pad" style="padding:18px 28px 26px">${button(alert)}</td>
                </tr>
              </table>
              <p
                class="soft"
                style="max-width:600px;margin:14px auto 0;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:12px;line-height:18px;color:#5d6878"
              >
                Sent by Plumbline, which speaks when something changes. A rule of its alerts sent this here.
              </p>
            </td>
          </tr>
        </table>
      </body>
    </html> `.markup;

/** How the one incident stands; many say it themselves. */
const badges = ({ incidents }: Alert): Html | null =>
  incidents.length === 1 ? html`${incidents.map((one) => badge(standingOf(one)))} &nbsp;` : null;

function rest(alert: Alert): Html | null {
  const notes = notesOf(alert);
  return notes.length === 0
    ? null
    : html`<tr>
        <td class="pad soft" style="padding:12px 28px 0;font-size:13px;line-height:19px;color:#5d6878">
          ${notes.join(' ')}
        </td>
      </tr>`;
}

const button = ({ url }: Alert): Html | null =>
  url === ''
    ? null
    : html`<a
        class="button"
        href="${url}"
        style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1f5fae;color:#ffffff;font-size:14px;line-height:20px;font-weight:600;text-decoration:none"
        >Look at it in Plumbline</a
      >`;
