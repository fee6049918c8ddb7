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

const cell = (point: TrendPoint, width: number, height: number): Html =>
  html`<td
    title="${titleOf(point)}"
    style="padding:0 2px 0 0;vertical-align:bottom;font-size:0;line-height:0"
  >
    <div
      style="width:${width}px;height:${height}px;border-radius:2px;background:${markColours[markOf(point)]}"
    ></div>
  </td>`;

/** One small square a verdict, oldest first. */
export const strip = (trend: readonly TrendPoint[]): Html | null =>
  trend.length === 0
    ? null
    : html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" aria-hidden="true">
        <tr>
          ${trend.map((point) => cell(point, 8, 8))}
        </tr>
      </table>`;

/** A bar for each value in the colour of its verdict; the strip where there are too few values. */
export const bars = (trend: readonly TrendPoint[]): Html | null => {
  const heights = heightsOf(trend);
  if (heights.filter((height) => height !== null).length < 2) return strip(trend);
  const drawn = trend.map((point, i) => {
    const height = heights[i];
    return cell(point, 14, height == null ? 2 : Math.round(4 + height * (BAR_HEIGHT - 4)));
  });
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" aria-hidden="true">
    <tr style="height:${BAR_HEIGHT}px">
      ${drawn}
    </tr>
  </table>`;
};
