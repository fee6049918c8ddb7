import { lockTimeoutBatch, preparingBatch, serverFactsOf } from './transaction.ts';

describe('serverFactsOf', () => {
  it.each([
    [['14.0.3465.1', '3', '140', '1', '0'], 'SQL Server 14.0.3465.1', true, false, false],
    [
      ['16.0.4135.4', '2', '160', '0', '0'],
      'SQL Server 16.0.4135.4, read committed without a snapshot',
      false,
      false,
      true,
    ],
    [
      ['16.0.4135.4', '3', '160', '3', '1'],
      'SQL Server 16.0.4135.4, each statement in a snapshot of its own',
      false,
      false,
      true,
    ],
    [['17.0.1000.7', '3', '170', '1', '1'], 'SQL Server 17.0.1000.7', true, true, true],
    [['17.0.1000.7', '3', '160', '1', '1'], 'SQL Server 17.0.1000.7', true, false, true],
    [['12.0.2000.8', '5', '170', '1', '1'], 'Azure SQL 12.0.2000.8', true, true, true],
    [['12.0.2000.8', '8', '150', '1', '1'], 'Azure SQL 12.0.2000.8', true, false, true],
  ])('%j', (row, engineVersion, isConsistent, hasRegularExpressions, hasUtf8) => {
    expect(serverFactsOf([row])).toEqual({ engineVersion, isConsistent, hasRegularExpressions, hasUtf8 });
  });
});

it('a session says what it is for, in ASCII', () => {
  const context = /SET CONTEXT_INFO 0x([0-9a-f]+);/.exec(preparingBatch('run'))?.[1] ?? '';
  expect(Buffer.from(context, 'hex').toString()).toBe('plumbline run');
});

it('the language is set before the order of dates, which it changes', () => {
  const batch = preparingBatch('run');
  expect(batch.indexOf('SET LANGUAGE')).toBeLessThan(batch.indexOf('SET DATEFORMAT ymd'));
});

it.each([
  [0, 0],
  [1500.2, 1501],
  [1e12, 2_147_483_647],
])('a wait of %s ms for a lock is %s', (lockTimeoutMs, ms) => {
  expect(lockTimeoutBatch({ lockTimeoutMs, statementTimeoutMs: 1 })).toBe(`SET LOCK_TIMEOUT ${ms}`);
});
