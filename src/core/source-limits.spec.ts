import { connectionLimits } from './connection.ts';
import { tooBusy, tooDear } from './source-limits.ts';

const limits = (given: object) => connectionLimits.parse(given);

describe('tooDear', () => {
  it('asks nothing of a connection without limits', () => {
    expect(tooDear(limits({}), { cost: 1e9, rows: null })).toBeNull();
  });

  it.each([
    [{ maxCost: 1000 }, { cost: 1000, rows: null }, null],
    [{ maxCost: 1000 }, { cost: 1000.5, rows: null }, 'to cost 1,001, more than the 1,000'],
    [{ maxCost: 1000 }, { cost: null, rows: 1 }, 'does not tell what a statement costs'],
    [{ maxEstimatedRows: 10 }, { cost: null, rows: 10 }, null],
    [{ maxEstimatedRows: 10 }, { cost: null, rows: 11 }, 'handle 11 rows, more than the 10'],
    [{ maxEstimatedRows: 10 }, { cost: 1, rows: null }, 'does not tell how many rows'],
    [{ maxCost: 1000, maxEstimatedRows: 10 }, { cost: 1, rows: 20 }, 'handle 20 rows'],
  ])('with %j and %j: %s', (given, estimate, said) => {
    const reason = tooDear(limits(given), estimate);
    expect(reason).toEqual(said && { code: 'COST_LIMIT', message: expect.stringContaining(said) });
  });
});

describe('tooBusy', () => {
  it.each([
    [{}, { activeSessions: 99, replicaLagMs: 1e9 }, null],
    [{ maxActiveSessions: 5 }, { activeSessions: 5, replicaLagMs: null }, null],
    [
      { maxActiveSessions: 5 },
      { activeSessions: 6, replicaLagMs: null },
      '6 active sessions, more than the 5',
    ],
    [{ maxActiveSessions: 5 }, { activeSessions: null, replicaLagMs: 0 }, 'may not see how many'],
    [{ maxReplicaLag: '10s' }, { activeSessions: null, replicaLagMs: 10_000 }, null],
    [
      { maxReplicaLag: '10s' },
      { activeSessions: null, replicaLagMs: 12_400 },
      '12 s behind, more than the 10s',
    ],
    [{ maxReplicaLag: '10s' }, { activeSessions: 1, replicaLagMs: null }, 'may not see how far'],
  ])('with %j and %j: %s', (backOff, load, said) => {
    const reason = tooBusy(limits(Object.keys(backOff).length === 0 ? {} : { backOff }), load);
    expect(reason).toEqual(said && { code: 'SOURCE_BUSY', message: expect.stringContaining(said) });
  });
});

it('backOff names something to look at', () => {
  expect(connectionLimits.safeParse({ backOff: {} }).error?.issues[0]).toMatchObject({
    path: ['backOff'],
    message: 'needs maxActiveSessions or maxReplicaLag',
  });
});
