import type { Judgement } from '../kinds/kind.ts';
import type { Metric, MetricValue } from '../metrics/metric.ts';
import { judgeGroups } from './judge-groups.ts';

const groupBy = { columns: ['country', 'channel'], maxGroups: 100 };
const rows: Metric = { type: 'rowCount' };
const repeated: Metric = { type: 'duplicates', columns: ['id'], nulls: 'ignoreAny' };
const rowsOf = (...groups: readonly (readonly [country: string | null, rows: number])[]) => ({
  rows: { metric: rows, groups: groups.map(([country, value]) => ({ key: [country, 'web'], value })) },
});

/** Judges by the number of rows: 0 is skipped, below 5 fails, below 10 warns. */
const byRows = ({ rows: n }: { readonly [name: string]: MetricValue }): Judgement => {
  const count = n as number;
  return {
    status: count === 0 ? 'skipped' : count < 5 ? 'failed' : count < 10 ? 'warned' : 'passed',
    message: `${count} rows`,
    observed: { rows: count },
    expected: { fail: { min: 5 } },
    rowsTested: count,
    number: count,
  };
};
const judge = (measured: Parameters<typeof judgeGroups>[2], test: object = {}) =>
  judgeGroups(groupBy, test, measured, byRows);

describe('judgeGroups', () => {
  it('is as bad as its worst group, and names it with its values', () => {
    expect(judge(rowsOf(['DE', 20], ['FR', 3], ['US', 7], [null, 4]))).toEqual({
      status: 'failed',
      message: '2 of 4 groups failed; country = FR, channel = web: 3 rows',
      observed: {
        groups: 4,
        failedGroups: 2,
        warnedGroups: 1,
        worst: [
          ['FR', 'failed', 3],
          [null, 'failed', 4],
          ['US', 'warned', 7],
          ['DE', 'passed', 20],
        ].map(([country, status, count]) => ({
          group: { country, channel: 'web' },
          status,
          message: `${count} rows`,
          rowsTested: count,
          observed: { rows: count },
        })),
      },
      expected: { fail: { min: 5 } },
      rowsTested: 34,
      groups: [
        { group: 'country = FR, channel = web', status: 'failed', message: '3 rows' },
        { group: 'country = null, channel = web', status: 'failed', message: '4 rows' },
        { group: 'country = US, channel = web', status: 'warned', message: '7 rows' },
      ],
    });
  });

  it.each([
    [[10, 20], 'passed', '2 of 2 groups passed'],
    [[10, 9], 'warned', '1 of 2 groups warned; country = 1, channel = web: 9 rows'],
    [[10, 0], 'skipped', '1 of 2 groups skipped; country = 1, channel = web: 0 rows'],
    [[0, 9], 'warned', '1 of 2 groups warned; country = 1, channel = web: 9 rows'],
  ])('groups of %j rows: %s', (counts, status, message) => {
    const groups = counts.map((count, i) => [String(i), count] as const);
    expect(judge(rowsOf(...groups))).toMatchObject({ status, message });
  });

  it('shows the ten worst, and counts all', () => {
    const groups = Array.from({ length: 15 }, (_, i) => [`g${i}`, i === 14 ? 1 : 10] as const);
    const { observed } = judge(rowsOf(...groups));
    expect(observed).toMatchObject({ groups: 15, failedGroups: 1 });
    expect((observed['worst'] as { group: { country: string } }[]).map(({ group }) => group.country)).toEqual(
      ['g14', ...Array.from({ length: 9 }, (_, i) => `g${i}`)],
    );
  });

  it.each([
    [{ onEmpty: 'failed' }, 'failed'],
    [{ onEmpty: 'passed' }, 'passed'],
    [{}, 'warned'],
  ])('without any group is what %j says', (test, status) => {
    expect(judge(rowsOf(), test)).toEqual({
      status,
      message: 'no group to test: there are no rows (onEmpty decides)',
      observed: { groups: 0 },
      groups: [],
      expected: {},
      rowsTested: 0,
    });
  });

  it('a group that one metric has no rows of has the value of no rows there', () => {
    const seen: unknown[] = [];
    const value = { rowsTested: 2, distinctValues: 1, repeatedValues: 1, rowsInvolved: 2, surplusRows: 1 };
    judgeGroups(
      groupBy,
      {},
      {
        ...rowsOf(['DE', 2], ['FR', 7]),
        repeated: { metric: repeated, groups: [{ key: ['DE', 'web'], value }] },
      },
      (values) => {
        seen.push(values);
        return byRows(values);
      },
    );
    const none = { rowsTested: 0, distinctValues: 0, repeatedValues: 0, rowsInvolved: 0, surplusRows: 0 };
    expect(seen).toEqual([
      { rows: 2, repeated: value },
      { rows: 7, repeated: none },
    ]);
  });

  it('a metric that must know every group and does not is our mistake', () => {
    const measured = {
      ...rowsOf(['DE', 2]),
      others: { metric: rows, groups: [{ key: ['FR', 'web'], value: 1 }] },
    };
    expect(() => judge(measured)).toThrow('rowCount has no value for a group without rows');
  });

  it('the text "null" and null are two groups', () => {
    expect(judge(rowsOf(['null', 10], [null, 10])).observed['groups']).toBe(2);
  });

  it('of kinds that look at no rows, none were tested', () => {
    const judged = judgeGroups(groupBy, {}, rowsOf(['DE', 20]), (values) => ({
      ...byRows(values),
      rowsTested: null,
    }));
    expect(judged.rowsTested).toBeNull();
  });
});
