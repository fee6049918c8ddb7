import { exampleAlert, exampleIncident, hostileAlert, hostileTexts } from '../../../test/support/alerts.ts';
import { tidyAlert } from '../tidy-alert.ts';
import { html } from './html.ts';
import { mailHtml } from './mail-html.ts';
import { mailText } from './mail-text.ts';

it('escapes what is put into markup', () => {
  expect(html`<b title="${`"'`}">${'<&>'}</b>${[html`<i>${1}</i>`, null, 'x']}`.markup).toBe(
    '<b title="&quot;&#39;">&lt;&amp;&gt;</b><i>1</i>x',
  );
});

const tagsOf = (markup: string) =>
  new Set([...markup.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag!.toLowerCase()));
const ours = [...tagsOf(mailHtml(exampleAlert())), ...tagsOf(mailHtml(tidyAlert(hostileAlert('x', 3))))];

describe.each(hostileTexts)('a mail about %s', (_what, text) => {
  const alerts = [1, 3].map((incidents) => tidyAlert(hostileAlert(text, incidents)));

  it('has no markup but ours', () => {
    for (const alert of alerts) {
      const page = mailHtml(alert);
      expect([...tagsOf(page)].filter((tag) => !ours.includes(tag))).toEqual([]);
      expect(page).not.toMatch(/<(script|img|iframe|form|input|link|base|object)\b/i);
      expect(page).not.toMatch(/<[^>]*\son[a-z]+=/i);
      expect([...page.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([]);
      expect(page.length).toBeLessThan(60_000);
    }
  });

  it('has no characters that a mail cannot carry', () => {
    for (const alert of alerts)
      expect(mailHtml(alert) + mailText(alert)).not.toMatch(
        /[\p{Cs}\u0000\u001b\u202A-\u202E\u2066-\u2069]/u,
      );
  });
});

it('loads nothing from anywhere', () => {
  const page = mailHtml(exampleAlert({ incidents: [exampleIncident(), exampleIncident()] }));
  expect(page).not.toMatch(/\b(src|background|srcset)=|url\(|@import/i);
  const links = [...page.matchAll(/https?:\/\/[^"\s<]+/g)].map(([link]) => new URL(link).host);
  expect(new Set(links)).toEqual(new Set(['plumbline.example.com']));
});

it('shows the numbers, the bounds, the trend, the owner and a link', () => {
  const page = mailHtml(exampleAlert());
  for (const part of [
    '1,204',
    '5,000',
    'fail.min',
    'data-team@example.com',
    'Last 10 verdicts',
    'Look at it in Plumbline',
  ])
    expect(page).toContain(part);
  expect(page.match(/background:#d64545"/g)).toHaveLength(2);
});

it('says as plain text what the page says', () => {
  expect(mailText(exampleAlert())).toBe(`orders keep coming fails on public.orders
=========================================
New, 2026-11-27 06:01 UTC

1,204 rows are fewer than 5,000.

orders keep coming fails

  Observed:    rows: 1,204
  Expected:    fail.min: 5,000
  Where:       warehouse, public.orders
  Severity:    high
  Owner:       data-team@example.com
  Tags:        orders, hourly
  Since:       2026-11-27 06:00 UTC
  Verdicts:    ....w...FF  (. passed, w warned, F failed, E errored, - none)
  Values:      ████▆███▁▁

Look at it in Plumbline: https://plumbline.example.com/v1/incidents/0198e000-0000-7000-8000-000000000001

-- 
Sent by Plumbline, which speaks when something changes.
`);
});

it('is small enough not to be cut off', () => {
  const trend = Array.from({ length: 14 }, (_, i) => ({
    at: new Date(0),
    status: i % 2 === 0 ? 'passed' : 'failed',
    value: i,
  }));
  const incident = exampleIncident({ trend, message: 'a message of forty letters '.repeat(50) });
  const page = mailHtml(
    tidyAlert(exampleAlert({ incidents: Array.from({ length: 50 }, () => incident), more: 9 })),
  );
  expect(Buffer.byteLength(page)).toBeLessThan(102_000);
  expect(page).toContain('And 19 more, which are not shown here.');
});

it('lists many incidents and says what is not shown', () => {
  const incidents = [exampleIncident(), exampleIncident({ level: 'warn', message: 'late', url: '' })];
  const alert = exampleAlert({ incidents, more: 7, stillOpen: 3, transition: 'recovered' });
  for (const text of [mailHtml(alert), mailText(alert)]) {
    expect(text).toContain('And 7 more, which are not shown here.');
    expect(text).toContain('3 more that were told of are still open.');
    expect(text).toContain('late');
  }
});
