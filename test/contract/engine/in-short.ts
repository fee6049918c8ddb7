import type { Histogram } from '../../../src/core/verdict/drift/histogram.ts';
import type { Verdict } from '../../../src/core/verdict/judge-test.ts';
import type { LabType } from '../../support/engines/engine-lab.ts';
import type { Fields } from './bench.ts';

type Observed = Readonly<Record<string, unknown>>;

/** How each kind's numbers are written down; kinds that are not here are counts of violations out of rows tested. */
const numbers: Readonly<Record<string, (verdict: Verdict, observed: Observed, exact: Exactness) => string>> =
  {
    volume: (_, { rows }) => said`${rows} rows`,
    freshness: ({ rowsTested }, o) =>
      said`newest ${o['newest']}, ${o['futureRows']} of ${rowsTested} in the future` +
      (o['delayedRows'] === undefined
        ? ''
        : said`, delay ${o['delaySeconds']} of ${o['delayedRows']} negative ${o['negativeDelays']}`),
    uniqueness: ({ rowsTested }, o) =>
      said`${o['violations']}/${rowsTested} surplus ${o['surplusRows']} repeated ${o['repeatedValues']} ` +
      said`involved ${o['rowsInvolved']} distinct ${o['distinctValues']} left out ${o['rowsLeftOut']}`,
    expression: ({ rowsTested }, { violations, unknown }) =>
      said`${violations}/${rowsTested} unknown ${unknown}`,
    distribution: (_, { value, values, nulls, notFinite }, exactness) =>
      `${typeof value === 'string' ? numberText(value, exactness) : 'none'} ` +
      said`of ${values} nulls ${nulls} not finite ${notFinite}`,
    drift: (_, { score, histograms, appeared }) => {
      const { current } = histograms as { current: Histogram };
      if (current.kind === 'categories') {
        const counts = current.counts.map(({ category, count }) => said`${category} ${count}`).sort();
        return said`${counts} others ${current.other} new ${[...((appeared ?? []) as string[])].sort()}`;
      }
      const { edges, counts, min, max } = current;
      const shown = typeof score === 'number' ? numberText(String(score), 'near') : 'none';
      return said`score ${shown} edges ${edges} counts ${counts} from ${min} to ${max}`;
    },
    customSql: (_, { violations, value }) =>
      violations === undefined
        ? typeof value === 'string'
          ? numberText(value, 'exact')
          : 'no number'
        : said`${violations} rows`,
    schema: (_, { missing, extra, changed, otherOrder }) =>
      said`missing ${missing} extra ${extra} changed ${(changed as unknown[]).length} other order ${otherOrder}`,
    referential: ({ rowsTested }, { violations, rowsLeftOut }) =>
      said`${violations}/${rowsTested} left out ${rowsLeftOut}`,
  };

const plain = ({ rowsTested }: Verdict, { violations }: Observed) => said`${violations}/${rowsTested}`;

/**
 * A verdict in one line: its status, and the numbers that are observed or the code of what went wrong.
 * `columnTypes` tell which numbers are exact in every engine.
 */
export function inShort(
  verdict: Verdict,
  fields: Fields,
  columnTypes: Readonly<Record<string, LabType>>,
): string {
  const { status, errorCode, observed } = verdict;
  if (errorCode !== null) return `${status} ${errorCode}`;
  if (observed['groups'] !== undefined) return `${status} ${groupsInShort(observed, fields, columnTypes)}`;
  const found = (numbers[String(fields['kind'])] ?? plain)(
    verdict,
    observed,
    exactnessOf(fields, columnTypes[String(fields['column'])]),
  );
  return `${status} ${found}`;
}

/** Groups of equal size come in an order that is the engine's own: here they are sorted by their names. */
function groupsInShort(
  { groups, failedGroups, warnedGroups, worst }: Observed,
  fields: Fields,
  columnTypes: Readonly<Record<string, LabType>>,
): string {
  const shown = ((worst ?? []) as readonly (Verdict & { group: Observed })[]).map(
    ({ group, ...verdict }) =>
      `${Object.values(group).map(String).join('+')} ${inShort({ ...verdict, errorCode: null }, fields, columnTypes)}`,
  );
  return said`${groups} groups failed ${failedGroups ?? 0} warned ${warnedGroups ?? 0} ${shown.sort()}`;
}

type Exactness = 'exact' | 'double' | 'near';

/** Sums of doubles depend on their order, and means, deviations and percentiles are doubles in some engine. */
function exactnessOf({ statistic }: Fields, type: LabType | undefined): Exactness {
  if (statistic === 'min' || statistic === 'max') return type === 'double' ? 'double' : 'exact';
  return statistic === 'sum' && type !== 'double' ? 'exact' : 'near';
}

/** One spelling for numbers that are equal: all digits, or the double that is meant, or twelve digits. */
function numberText(text: string, exactness: Exactness): string {
  if (exactness === 'double') return String(Number(text));
  if (exactness === 'near') return String(Number(Number(text).toPrecision(12)));
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  if (whole + fraction === '' && !/^[+-]?0/.test(text)) return text;
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return digits === '0' || sign !== '-' ? digits : `-${digits}`;
}

/** A template whose values may be anything: lists by their members, texts as they are, the rest as JSON. */
function said(parts: TemplateStringsArray, ...values: readonly unknown[]): string {
  const texts = values.map((value) =>
    Array.isArray(value)
      ? `[${value.map(String).join(', ')}]`
      : typeof value === 'string'
        ? value
        : JSON.stringify(value),
  );
  return parts.map((part, i) => part + (texts[i] ?? '')).join('');
}
