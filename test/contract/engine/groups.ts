import type { Bench } from './bench.ts';
import { caseTables, type CaseTable } from './case-tables.ts';

/** Groups of 3, 2 and 1 rows, and names that only look alike. */
const regions: CaseTable = {
  title: 'groups are made of equal texts',
  columns: { region: 'text', id: 'bigint', amount: 'numeric(38,18)' },
  rows: [
    ['EU', '1', '5'],
    ['EU', '2', '20'],
    ['EU', '2', null],
    ['eu', '4', '1'],
    ['EU ', '5', '50'],
    [null, '6', '20'],
    [null, '7', null],
    ['é', '8', '3'],
    ['e\u0301', '8', '3'],
  ],
  common: { groupBy: ['region'] },
  cases: [
    [
      { kind: 'completeness', columns: ['amount'] },
      'failed 6 groups failed 2 warned 0 ' +
        '[EU  passed 0/1, EU failed 1/3, eu passed 0/1, e\u0301 passed 0/1, null failed 1/2, é passed 0/1]',
    ],
    [
      { kind: 'range', column: 'amount', max: 10, filter: 'id < 6' },
      'failed 3 groups failed 2 warned 0 [EU  failed 1/1, EU failed 1/2, eu passed 0/1]',
    ],
    [
      { kind: 'acceptedValues', column: 'region', values: ['EU'], filter: 'id < 5' },
      'failed 2 groups failed 1 warned 0 [EU passed 0/3, eu failed 1/1]',
    ],
    [
      { kind: 'expression', condition: 'amount < 10', warn: { maxCount: 0 }, filter: 'id < 6' },
      'warned 3 groups failed 0 warned 2 [EU  warned 1/1 unknown 0, EU warned 1/2 unknown 1, eu passed 0/1 unknown 0]',
    ],
    [
      { kind: 'uniqueness', columns: ['id'], filter: 'id < 5' },
      'failed 2 groups failed 1 warned 0 ' +
        '[EU failed 1/3 surplus 1 repeated 1 involved 2 distinct 2 left out 0, ' +
        'eu passed 0/1 surplus 0 repeated 0 involved 0 distinct 1 left out 0]',
    ],
    [
      { kind: 'uniqueness', columns: ['amount'], filter: 'id > 5' },
      'passed 3 groups failed 0 warned 0 ' +
        '[e\u0301 passed 0/1 surplus 0 repeated 0 involved 0 distinct 1 left out 0, ' +
        'null passed 0/1 surplus 0 repeated 0 involved 0 distinct 1 left out 1, ' +
        'é passed 0/1 surplus 0 repeated 0 involved 0 distinct 1 left out 0]',
    ],
    [
      { kind: 'distribution', column: 'amount', statistic: 'sum', fail: { max: 24 }, filter: 'id < 5' },
      'failed 2 groups failed 1 warned 0 [EU failed 25 of 2 nulls 1 not finite 0, eu passed 1 of 1 nulls 0 not finite 0]',
    ],
    [
      { kind: 'distribution', column: 'amount', statistic: 'median', fail: { max: 24 }, filter: 'id < 5' },
      'passed 2 groups failed 0 warned 0 [EU passed 12.5 of 2 nulls 1 not finite 0, eu passed 1 of 1 nulls 0 not finite 0]',
    ],
    [
      { kind: 'completeness', columns: ['amount'], maxGroups: 6, filter: '1 = 0' },
      'warned 0 groups failed 0 warned 0 []',
    ],
    [{ kind: 'completeness', columns: ['amount'], maxGroups: 5 }, 'errored TOO_MANY_GROUPS'],
    [{ kind: 'completeness', columns: ['amount'], groupBy: ['gone'] }, 'errored MISSING_COLUMN'],
  ],
};

const combinations: CaseTable = {
  title: 'groups by two columns, and by those that are tested',
  columns: { day: 'date', 'group size': 'bigint', n: 'bigint' },
  rows: [
    ['2024-02-29', '1', '1'],
    ['2024-02-29', '1', '1'],
    ['2024-02-29', '2', null],
    ['9999-12-31', '1', '9223372036854775807'],
    [null, null, '1'],
  ],
  cases: [
    [
      { kind: 'completeness', columns: ['n'], groupBy: ['day', 'group size'] },
      'failed 4 groups failed 1 warned 0 ' +
        '[2024-02-29+1 passed 0/2, 2024-02-29+2 failed 1/1, 9999-12-31+1 passed 0/1, null+null passed 0/1]',
    ],
    [
      { kind: 'uniqueness', columns: ['n', 'day'], groupBy: ['day'], nulls: 'compare' },
      'failed 3 groups failed 1 warned 0 ' +
        '[2024-02-29 failed 1/3 surplus 1 repeated 1 involved 2 distinct 2 left out 0, ' +
        '9999-12-31 passed 0/1 surplus 0 repeated 0 involved 0 distinct 1 left out 0, ' +
        'null passed 0/1 surplus 0 repeated 0 involved 0 distinct 1 left out 0]',
    ],
  ],
};

/** Each group is judged for itself; a null is a group like others. */
export function groupsContract(bench: () => Bench): void {
  caseTables(bench, [regions, combinations]);
}
