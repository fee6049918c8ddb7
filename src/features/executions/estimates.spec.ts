import { someTest } from '../../../test/support/records.ts';
import { metricsOf } from '../../core/verdict/wanted-metrics.ts';
import { SourceUnavailable, type Snapshot } from '../../ports/connector.ts';
import { estimatesOf } from './estimates.ts';

const dataset = { schema: 'public', table: 'orders' };
const wishOf = (fields: object) => {
  const test = someTest({ kind: 'volume', ...fields });
  return { test, metrics: metricsOf(test) };
};
const estimating = wishOf({ estimate: true });
const counting = wishOf({});

/** A snapshot whose catalogue answers as given, and how often it was asked. */
function snapshotOf(answer: () => Promise<number | null>) {
  let asked = 0;
  const snapshot: Snapshot = {
    engineVersion: 'any',
    takenAt: new Date('2026-03-04T05:06:07Z'),
    columns: () => Promise.resolve([]),
    send: () => Promise.resolve({ kind: 'rows', rows: [], durationMs: 0 }),
    estimatedRows: () => {
      asked++;
      return answer();
    },
  };
  return { snapshot, asked: () => asked };
}

describe('estimatesOf', () => {
  it('asks nothing when no test wants an estimate', async () => {
    const { snapshot, asked } = snapshotOf(() => Promise.resolve(5));
    expect([...(await estimatesOf(snapshot, dataset, [counting]))]).toEqual([]);
    expect(asked()).toBe(0);
  });

  it('asks once for all tests that want one', async () => {
    const { snapshot, asked } = snapshotOf(() => Promise.resolve(0));
    const estimates = await estimatesOf(snapshot, dataset, [
      estimating,
      counting,
      wishOf({ estimate: true }),
    ]);
    expect([...estimates]).toEqual([[estimating.metrics[0]!.key, { kind: 'measured', value: 0 }]]);
    expect(asked()).toBe(1);
  });

  it('says why there is none', async () => {
    const { snapshot } = snapshotOf(() => Promise.resolve(null));
    expect([...(await estimatesOf(snapshot, dataset, [estimating])).values()]).toMatchObject([
      { kind: 'unmeasured', reason: { code: 'NO_ESTIMATE' } },
    ]);
  });

  it('leaves only the estimate unmeasured when the catalogue does not answer', async () => {
    const reason = { code: 'LOCK_TIME_OUT', message: 'locked' } as const;
    const { snapshot } = snapshotOf(() => Promise.reject(new SourceUnavailable(reason)));
    expect([...(await estimatesOf(snapshot, dataset, [estimating])).values()]).toEqual([
      { kind: 'unmeasured', reason },
    ]);
  });

  it('hides no error of ours', async () => {
    const { snapshot } = snapshotOf(() => Promise.reject(new RangeError('ours')));
    await expect(estimatesOf(snapshot, dataset, [estimating])).rejects.toThrow('ours');
  });
});
