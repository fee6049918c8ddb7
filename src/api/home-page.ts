import { createHash } from 'node:crypto';

const style = `
:root{color-scheme:light dark;--ink:#1d2430;--soft:#667085;--page:#f6f7f9;--card:#fff;--line:#e2e6ec;--good:#2e9e5b;--warn:#d19a00;--bad:#d64545;--off:#9aa4b2}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#97a1b0;--page:#12161c;--card:#1b2129;--line:#2c343f;--good:#4cc07c;--warn:#e3b341;--bad:#f07070;--off:#5d6876}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
main{max-width:1080px;margin:0 auto;padding:0 20px 60px}header{display:flex;align-items:baseline;gap:16px;padding:28px 0 8px}
h1{font-size:22px;margin:0}h2{font-size:15px;margin:0 0 10px}a{color:inherit}.soft{color:var(--soft)}header nav{margin-left:auto;display:flex;gap:14px}button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-decoration:underline}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:12px;margin:14px 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;overflow-x:auto}section.card{margin-top:14px}
.tile b{display:block;font-size:26px;line-height:1.2}table{border-collapse:collapse;width:100%}
th{text-align:left;font-weight:500;color:var(--soft)}td,th{padding:7px 12px 7px 0;border-top:1px solid var(--line);vertical-align:top}tr:first-child th{border-top:0}
.failed,.errored{color:var(--bad);font-weight:600}.bar{height:10px;min-width:120px;background:var(--line);border-radius:5px;overflow:hidden}
.bar i{display:block;height:100%;background:var(--good)}.bar i.mid{background:var(--warn)}.bar i.low{background:var(--bad)}
.trend{display:flex;align-items:flex-end;gap:3px;height:120px}.day{flex:1;height:100%;display:flex;flex-direction:column;justify-content:flex-end}
.day i{display:block}.day .empty{height:2px;background:var(--line)}.passed-bg{background:var(--good)}.warned-bg{background:var(--warn)}.failed-bg{background:var(--bad)}.errored-bg{background:var(--off)}
.legend span::before{content:"";display:inline-block;width:9px;height:9px;border-radius:2px;margin:0 5px 0 12px;background:var(--c)}
`;

/** Data goes into the page as text only, never as markup. */
const script = `
'use strict';
const byId = (id) => document.getElementById(id);
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const number = new Intl.NumberFormat();
const percent = (rate) => (rate === null ? 'unknown' : Math.floor(rate * 100) + ' %');
const time = (iso) => new Date(iso).toLocaleString();
const evaluated = (c) => c.passed + c.warned + c.failed;
const tile = (value, label) => {
  const node = make('div', 'card tile');
  node.append(make('b', '', value), make('span', 'soft', label));
  return node;
};
const bar = (rate) => {
  const node = make('div', 'bar');
  const fill = make('i', rate >= 0.95 ? '' : rate >= 0.8 ? 'mid' : 'low');
  fill.style.width = (rate ?? 0) * 100 + '%';
  node.append(fill);
  return node;
};
const table = (into, heads, rows, nothing) => {
  into.replaceChildren();
  if (rows.length === 0) return into.append(make('p', 'soft', nothing));
  const node = make('table');
  const head = make('tr');
  head.append(...heads.map((text) => make('th', '', text)));
  node.append(head, ...rows.map((cells) => {
    const row = make('tr');
    for (const cell of cells) {
      const td = make('td');
      td.append(cell);
      row.append(td);
    }
    return row;
  }));
  into.append(node);
};
const trend = (days) => {
  const shown = ['errored', 'failed', 'warned', 'passed'];
  const sum = (c) => shown.reduce((n, s) => n + c[s], 0);
  const most = Math.max(1, ...days.map((d) => sum(d.executions)));
  byId('trend').replaceChildren(...days.map(({ day, executions, passRate }) => {
    const column = make('div', 'day');
    column.title = day + ': ' + shown.map((s) => executions[s] + ' ' + s).join(', ') + '; pass rate ' + percent(passRate);
    for (const s of shown) {
      const part = make('i', s + '-bg');
      part.style.height = (executions[s] / most) * 100 + '%';
      column.append(part);
    }
    if (sum(executions) === 0) column.append(make('i', 'empty'));
    return column;
  }));
};
const show = (s) => {
  const failing = (s.tests.latestByStatus.failed ?? 0) + (s.tests.latestByStatus.errored ?? 0);
  byId('words').textContent = s.tests.total === 0
    ? 'There are no tests yet: define the first one through the API.'
    : failing === 0 ? 'Nothing is failing.' : failing + (failing === 1 ? ' test is' : ' tests are') + ' failing or could not be measured.';
  byId('tiles').replaceChildren(
    tile(number.format(s.tests.total), 'tests, ' + s.tests.disabled + ' disabled, ' + s.tests.neverRun + ' never run'),
    tile(number.format(failing), 'failing or errored now'),
    tile(percent(s.last24h.passRate), 'passed of ' + evaluated(s.last24h.executions) + ' verdicts in 24 hours'),
    tile(percent(s.last7d.passRate), 'passed of ' + evaluated(s.last7d.executions) + ' verdicts in 7 days'),
  );
  table(byId('failing'), ['Test', 'Dataset', 'Status', 'What was found', 'When'],
    s.failing.map((f) => [f.testName, f.dataset, make('span', f.status, f.status), f.message, time(f.finishedAt)]),
    'No test is failing.');
  table(byId('datasets'), ['Dataset', 'Score', '', 'Last verdict'],
    s.datasets.map((d) => [d.dataset, percent(d.score), bar(d.score), time(d.lastFinishedAt)]),
    'No dataset has been tested yet.');
  table(byId('slowest'), ['Test', 'Dataset', 'Mean', 'Longest', 'Runs'],
    s.slowest.map((t) => [t.testName, t.dataset, number.format(Math.round(t.meanMs)) + ' ms', number.format(Math.round(t.maxMs)) + ' ms', number.format(t.executions)]),
    'Nothing has run in the last 7 days.');
  trend(s.trend);
  byId('at').textContent = 'As of ' + time(s.at);
};
const load = async () => {
  try {
    const answer = await fetch('/v1/dashboard/summary');
    if (answer.status === 401) return location.replace('/sign-in');
    if (!answer.ok) throw new Error('the server answered ' + answer.status);
    show(await answer.json());
  } catch (error) {
    byId('at').textContent = 'The summary cannot be read: ' + error.message;
  }
};
byId('out').addEventListener('click', async () => {
  await fetch('/v1/sign-out', { method: 'POST', headers: { 'x-plumbline-request': '1' } });
  location.replace('/sign-in');
});
load();
setInterval(load, 15000);
`;

/** The front page: self-contained, reads the summary and shows it. */
export const homePage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Plumbline</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><main>
<header><h1>Plumbline</h1><span id="words" class="soft">Reading the summary …</span><nav><a href="/docs">API</a><button id="out">Sign out</button></nav></header>
<div id="tiles" class="tiles"></div>
<section class="card"><h2>Failing tests</h2><div id="failing"></div></section>
<section class="card"><h2>Datasets</h2><div id="datasets"></div></section>
<section class="card"><h2>Executions in 30 days <span class="legend soft"><span style="--c:var(--good)">passed</span><span style="--c:var(--warn)">warned</span><span style="--c:var(--bad)">failed</span><span style="--c:var(--off)">errored</span></span></h2><div id="trend" class="trend"></div></section>
<section class="card"><h2>Slowest tests, 7 days</h2><div id="slowest"></div></section>
<p id="at" class="soft" role="status"></p>
</main><script>${script}</script></body></html>
`;

const hash = createHash('sha256').update(script).digest('base64');

/** Only our own script runs, and it talks to nobody but this server. */
export const homePagePolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  `script-src 'sha256-${hash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
