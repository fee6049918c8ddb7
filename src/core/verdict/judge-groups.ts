import type { Json } from '../json.ts';
import type { Judgement } from '../kinds/kind.ts';
import { valueOfNoRows } from '../metrics/catalogue.ts';
import type { GroupValue, Metric, MetricValue } from '../metrics/metric.ts';
import type { GroupBy } from '../planning/plan-scans.ts';
import { countOf } from '../words.ts';
import type { GroupVerdict } from './group-verdict.ts';
import { badness } from './levels.ts';

/** Groups shown with their numbers; there are counts of all. */
const SHOWN = 10;

/** The judgement on all groups, and what was found of each that did not pass. */
export interface GroupedJudgement extends Judgement {
  readonly groups: readonly GroupVerdict[];
}

interface JudgedGroup {
  readonly key: readonly (string | null)[];
  readonly judgement: Judgement;
}

/**
 * The judgement on a test whose rows are judged group by group: that of the worst group. `measured` holds, for each
 * metric, its value for each group. Without any group there was nothing to test, and `onEmpty` of the test decides.
 */
export function judgeGroups(
  groupBy: GroupBy,
  test: object,
  measured: {
    readonly [name: string]: { readonly metric: Metric; readonly groups: readonly GroupValue[] };
  },
  judge: (values: { readonly [name: string]: MetricValue }) => Judgement,
): GroupedJudgement {
  const judged = groupsOf(measured).map(({ key, values }): JudgedGroup => ({
    key,
    judgement: judge(values),
  }));
  // of equal badness the group with most rows stays first
  const worst = judged.toSorted((a, b) => badness[b.judgement.status] - badness[a.judgement.status]);
  const [first] = worst;
  if (!first)
    return {
      status: 'onEmpty' in test ? (test.onEmpty as Judgement['status']) : 'warned',
      message: 'no group to test: there are no rows (onEmpty decides)',
      observed: { groups: 0 },
      expected: {},
      rowsTested: 0,
      groups: [],
    };
  const counted = (status: Judgement['status']) =>
    judged.filter(({ judgement }) => judgement.status === status).length;
  const { status } = first.judgement;
  const nameOf = ({ key }: JudgedGroup) =>
    groupBy.columns.map((column, i) => `${column} = ${key[i]}`).join(', ');
  const inWords = `${counted(status)} of ${countOf(judged.length, 'group')} ${status}`;
  return {
    status,
    message: status === 'passed' ? inWords : `${inWords}; ${nameOf(first)}: ${first.judgement.message}`,
    observed: {
      groups: judged.length,
      failedGroups: counted('failed'),
      warnedGroups: counted('warned'),
      worst: worst.slice(0, SHOWN).map(({ key, judgement }): Json => ({
        group: Object.fromEntries(groupBy.columns.map((column, i) => [column, key[i] ?? null])),
        status: judgement.status,
        message: judgement.message,
        rowsTested: judgement.rowsTested,
        observed: judgement.observed,
      })),
    },
    expected: first.judgement.expected,
    rowsTested: judged.reduce<number | null>(
      (sum, { judgement }) => (judgement.rowsTested === null ? sum : (sum ?? 0) + judgement.rowsTested),
      null,
    ),
    groups: worst.flatMap((group): readonly GroupVerdict[] => {
      const { judgement } = group;
      return judgement.status === 'failed' || judgement.status === 'warned'
        ? [{ group: nameOf(group), status: judgement.status, message: judgement.message }]
        : [];
    }),
  };
}

/** Every group that any metric knows, with a value of every metric, in the order in which they first appear. */
function groupsOf(measured: {
  readonly [name: string]: { readonly metric: Metric; readonly groups: readonly GroupValue[] };
}) {
  const groups = new Map<
    string,
    { readonly key: readonly (string | null)[]; readonly values: { [name: string]: MetricValue } }
  >();
  for (const [name, metric] of Object.entries(measured))
    for (const { key, value } of metric.groups) {
      const id = JSON.stringify(key);
      const group = groups.get(id) ?? { key, values: {} };
      group.values[name] = value;
      groups.set(id, group);
    }
  for (const [name, { metric }] of Object.entries(measured))
    for (const { values } of groups.values()) {
      if (name in values) continue;
      const none = valueOfNoRows(metric);
      if (none === undefined) throw new TypeError(`${metric.type} has no value for a group without rows`);
      values[name] = none;
    }
  return [...groups.values()];
}
