import type { Bench } from './bench.ts';
import { caseTables, columnA, type Case, type CaseTable } from './case-tables.ts';

const statistic = (name: string, fail: object, expected: Case[1]): Case => [
  { kind: 'distribution', column: 'a', statistic: name, fail },
  expected,
];

/** Of 0, 1, 2, 3, 4, 10: sum 20; squared deviations from 10/3 sum up to 190/3, divided by 5 and rooted 3.559…. */
const statistics: readonly CaseTable[] = (['bigint', 'numeric(38,18)', 'double'] as const).map((type) => ({
  title: `every statistic of ${type}`,
  ...columnA(type, ['10', '1', null, '0', '3', '2', '4']),
  cases: [
    statistic('mean', { max: 4 }, 'passed 3.33333333333 of 6 nulls 1 not finite 0'),
    statistic('mean', { max: 3 }, 'failed 3.33333333333 of 6 nulls 1 not finite 0'),
    statistic('median', { min: 2.5, max: 2.5 }, 'passed 2.5 of 6 nulls 1 not finite 0'),
    statistic('stddev', { min: 3.5 }, 'passed 3.55902608401 of 6 nulls 1 not finite 0'),
    statistic('min', { min: 0 }, 'passed 0 of 6 nulls 1 not finite 0'),
    statistic('max', { max: 9.5 }, 'failed 10 of 6 nulls 1 not finite 0'),
    statistic('sum', { max: 20 }, 'passed 20 of 6 nulls 1 not finite 0'),
    statistic('zeroPercent', { max: 16 }, 'failed 16.6666666667 of 6 nulls 1 not finite 0'),
    statistic('nullPercent', { max: 15 }, 'passed 14.2857142857 of 6 nulls 1 not finite 0'),
    statistic('p01', { min: 0 }, 'passed 0.05 of 6 nulls 1 not finite 0'),
    statistic('p25', { min: 1.25 }, 'passed 1.25 of 6 nulls 1 not finite 0'),
    statistic('p50', { min: 2.5 }, 'passed 2.5 of 6 nulls 1 not finite 0'),
    statistic('p75', { min: 3 }, 'passed 3.75 of 6 nulls 1 not finite 0'),
    statistic('p90', { max: 7 }, 'passed 7 of 6 nulls 1 not finite 0'),
    statistic('p95', { max: 8 }, 'failed 8.5 of 6 nulls 1 not finite 0'),
    statistic('p99', { min: 9 }, 'passed 9.7 of 6 nulls 1 not finite 0'),
  ],
}));

/** 4, 7, 13 and 16 have the mean 10 and a sample variance of 90 / 3, wherever they are moved to. */
const cancellation: readonly CaseTable[] = (['bigint', 'numeric(38,18)', 'double'] as const).map((type) => ({
  title: `deviations of ${type} that are small beside the values`,
  ...columnA(type, ['1000000004', '1000000007', '1000000013', '1000000016']),
  cases: [
    statistic('stddev', { max: 6 }, 'passed 5.47722557505 of 4 nulls 0 not finite 0'),
    statistic('mean', { max: 1000000010 }, 'passed 1000000010 of 4 nulls 0 not finite 0'),
  ],
}));

/** Every statistic means the same for every type of number. */
export function statisticsContract(bench: () => Bench): void {
  caseTables(bench, [...statistics, ...cancellation]);
}
