import { fieldProblems, inPlainWords } from '../field-problems.ts';
import { metricsOf } from '../verdict/wanted-metrics.ts';
import { testDefinition } from '../quality-test.ts';
import { distribution } from './distribution.ts';

const parse = (fields: Record<string, unknown>) =>
  distribution.parameters.parse({ kind: 'distribution', column: 'x', ...fields });
const judge = (
  fields: Record<string, unknown>,
  measured: { rows: number; present: number; values: string | null; value: string | null },
) =>
  distribution.judge({ dataset: 'public.t', ...parse(fields) }, measured, {
    measuredAt: new Date(0),
    history: {},
  });

describe('a distribution test', () => {
  const eleven = { rows: 12, present: 11, values: '11' };

  it.each<[string, Record<string, unknown>, string | null, string, string]>([
    [
      'within bounds',
      { statistic: 'mean', fail: { min: 8, max: 10 } },
      '9.0000000000000000',
      'passed',
      'mean of "x" is 9 (11 values)',
    ],
    [
      'exactly at its bound',
      { statistic: 'mean', fail: { max: 9 } },
      '9.0000000000000000',
      'passed',
      'mean of "x" is 9 (11 values)',
    ],
    [
      'above',
      { statistic: 'p95', warn: { max: '12.5' } },
      '13',
      'warned',
      'p95 of "x" is 13 (11 values); more than the 12.5 expected',
    ],
    [
      'below',
      { statistic: 'min', fail: { min: 5 } },
      '4',
      'failed',
      'min of "x" is 4 (11 values); less than the 5 expected',
    ],
    [
      'beyond what JavaScript can count',
      { statistic: 'sum', fail: { max: '9007199254740992' } },
      '9007199254740993',
      'failed',
      'sum of "x" is 9,007,199,254,740,992 (11 values); more than the 9007199254740992 expected',
    ],
    [
      'not defined',
      { statistic: 'stddev', fail: { max: 1 } },
      null,
      'warned',
      'stddev of "x" is not defined for 11 values (onEmpty decides)',
    ],
    [
      'a share of zeros',
      { statistic: 'zeroPercent', fail: { max: 10 } },
      '2',
      'failed',
      'zeroPercent of "x" is 18.1818 (11 values); more than the 10 expected',
    ],
    [
      'a share of nulls',
      { statistic: 'nullPercent', fail: { max: 5 } },
      '1',
      'failed',
      'nullPercent of "x" is 8.33333 (11 values); more than the 5 expected',
    ],
  ])('%s', (_, fields, value, status, message) => {
    expect(judge(fields, { ...eleven, value })).toMatchObject({ status, message });
  });

  it('says how many values were left out, and why', () => {
    const judged = judge(
      { statistic: 'mean', fail: { max: 9 } },
      { rows: 20, present: 15, values: '11', value: '9' },
    );
    expect(judged).toMatchObject({
      observed: { value: '9', values: 11, nulls: 5, notFinite: 4 },
      rowsTested: 11,
    });
  });

  it('of no rows is what onEmpty says', () => {
    const nothing = { rows: 0, present: 0, values: '0', value: null };
    expect(judge({ statistic: 'mean', fail: { max: 9 }, onEmpty: 'failed' }, nothing)).toMatchObject({
      status: 'failed',
      observed: { value: null },
      rowsTested: 0,
    });
    expect(judge({ statistic: 'nullPercent', fail: { max: 9 } }, { ...nothing, value: '0' }).status).toBe(
      'warned',
    );
  });

  it.each([
    [{ statistic: 'mode', fail: { max: 1 } }, 'statistic'],
    [{ statistic: 'p00', fail: { max: 1 } }, 'statistic'],
    [{ statistic: 'mean' }, 'fail'],
    [{ statistic: 'mean', fail: {} }, 'fail'],
    [{ statistic: 'mean', fail: { min: 2, max: 1 } }, 'fail.max'],
    [{ statistic: 'mean', warn: { min: 'much' } }, 'warn.min'],
  ])('with %j is refused at %s', (fields, path) => {
    const parsed = distribution.parameters.safeParse(
      { kind: 'distribution', column: 'x', ...fields },
      { error: inPlainWords },
    );
    expect(fieldProblems(parsed.error!.issues).map((problem) => problem.path)).toEqual([path]);
  });

  it('shares the row count and the value count with its neighbours', () => {
    const ofStatistic = (statistic: string) =>
      metricsOf(
        testDefinition.parse({
          kind: 'distribution',
          name: statistic,
          connectionId: '01890000-0000-7000-8000-000000000000',
          dataset: 'public.t',
          column: 'x',
          statistic: statistic as 'mean',
          fail: { max: 1 },
        }),
      ).map(({ key }) => key);
    expect(new Set([...ofStatistic('mean'), ...ofStatistic('p50'), ...ofStatistic('max')]).size).toBe(3 + 3);
  });
});
