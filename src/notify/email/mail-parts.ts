import type { TrendPoint } from '../../core/alerting/alert.ts';
import { heightsOf, markOf, standingWords, type Mark, type Standing } from '../alert-words.ts';
import { html, type Html } from './html.ts';

/** Text colour and background of a badge; both are readable on light and dark pages. */
const badgeColours: Readonly<Record<Standing, readonly [string, string]>> = {
  warn: ['#5c4300', '#ffe3a1'],
  fail: ['#ffffff', '#c62f2f'],
  error: ['#ffffff', '#5b6472'],
  acknowledged: ['#0c3b66', '#cfe6fb'],
  resolved: ['#ffffff', '#1f7a47'],
};

const markColours: Readonly<Record<Mark, string>> = {
  passed: '#2e9e5b',
  warned: '#d19a00',
  failed: '#d64545',
  errored: '#8a94a3',
  none: '#c9d0d9',
};

export const badge = (standing: Standing): Html => {
  const [ink, ground] = badgeColours[standing];
  return html`<span
    style="display:inline-block;padding:1px 8px;border-radius:9px;font-size:12px;line-height:18px;font-weight:600;white-space:nowrap;color:${ink};background:${ground}"
    >${standingWords[standing]}</span
  >`;
};

const BAR_HEIGHT = 40;

const titleOf = ({ at, status, value }: TrendPoint) =>
  `${at.toISOString().slice(0, 16).replace('T', ' ')} ${status}${value === null ? '' : ` ${value}`}`;

const bar = (point: TrendPoint, height: number): Html =>
  html`<td
    title="${titleOf(point)}"
    style="padding:0 2px 0 0;vertical-align:bottom;font-size:0;line-height:0"
  >
    <div
      style="width:14px;height:${height}px;border-radius:2px;background:${markColours[markOf(point)]}"
    ></div>
  </td>`;

/** One small square a verdict, oldest first; neighbours of one colour share their markup. */
export const strip = (trend: readonly TrendPoint[]): Html | null =>
  trend.length === 0
    ? null
    : html`<div aria-hidden="true" style="font-size:11px;line-height:13px;letter-spacing:1px">
        ${runsOf(trend).map(
          ({ mark, length }) => html`<span style="color:${markColours[mark]}">${'■'.repeat(length)}</span>`,
        )}
      </div>`;

function runsOf(trend: readonly TrendPoint[]): readonly { readonly mark: Mark; readonly length: number }[] {
  const runs: { mark: Mark; length: number }[] = [];
  for (const mark of trend.map(markOf)) {
    const last = runs.at(-1);
    if (last?.mark === mark) last.length += 1;
    else runs.push({ mark, length: 1 });
  }
  return runs;
}

/** A bar for each value in the colour of its verdict; the strip where there are too few values. */
export const bars = (trend: readonly TrendPoint[]): Html | null => {
  const heights = heightsOf(trend);
  if (heights.filter((height) => height !== null).length < 2) return strip(trend);
  const drawn = trend.map((point, i) => {
    const height = heights[i];
    return bar(point, height == null ? 2 : Math.round(4 + height * (BAR_HEIGHT - 4)));
  });
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" aria-hidden="true">
    <tr style="height:${BAR_HEIGHT}px">
      ${drawn}
    </tr>
  </table>`;
};
