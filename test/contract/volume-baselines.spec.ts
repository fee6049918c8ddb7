import type { PastWanted } from '../../src/core/kinds/kind.ts';
import { volume } from '../../src/core/kinds/volume.ts';
import { aRun, record, someTests } from './execution-samples.ts';
import { executionStores, type ExecutionStores } from './execution-stores.ts';

/** A Wednesday, three days after the clocks went forward in Berlin; 08:00 there. */
const now = new Date('2026-04-01T06:00:00Z');

/** Counts of other Wednesdays at the same time by UTC and by the clock on the wall, and of what lies around them. */
const counts: readonly (readonly [measuredAt: string, rows: number])[] = [
  ['2026-03-31T05:30:00Z', 131],
  ['2026-03-31T19:00:00Z', 119],
  ['2026-03-25T06:00:00Z', 256],
  ['2026-03-25T07:00:00Z', 257],
  ['2026-03-18T07:00:00Z', 187],
  ['2026-03-02T06:00:00Z', 302],
  ['2026-02-01T06:00:00Z', 201],
];

describe.each(executionStores)('volume: baselines kept in $name', ({ open }) => {
  let stores: ExecutionStores;
  const [test] = someTests(1);
  beforeAll(async () => {
    stores = await open();
    for (const [at, value] of counts)
      await record(stores.ledger, aRun([test!], { at: new Date(at) }), {
        measuredAt: new Date(at),
        metrics: [{ name: 'rows', key: 'rows', value }],
      });
  });
  afterAll(() => stores.close());

  async function judge(fields: object, at: Date) {
    const definition = {
      ...volume.parameters.parse({ kind: 'volume', fail: { maxChangeRows: 0 }, ...fields }),
      dataset: 'public.orders',
    };
    const wanted: PastWanted = volume.history(definition, at).rows!;
    const rows = await stores.reader.history({ testId: test!, key: 'rows', wanted }, at);
    return volume.judge(definition, { rows: 100 }, { measuredAt: at, history: { rows } });
  }

  it.each([
    [{ compareTo: 'previous' }, 119],
    [{ compareTo: '1d' }, 131],
    [{ compareTo: '7d' }, 256],
    [{ compareTo: '30d' }, 302],
    [{ compareTo: 'sameWeekday', timeZone: 'Europe/Berlin' }, 257],
    [{ compareTo: 'sameWeekday' }, 256],
    [{ compareTo: 'average', last: 2 }, 125],
    [{ compareTo: 'median', last: 3 }, 131],
    [{ compareTo: 'median' }, 201],
  ])('%j: %d rows', async (fields, baselineRows) => {
    expect((await judge(fields, now)).observed).toMatchObject({ baselineRows });
  });

  it('passes over weeks without a run', async () => {
    const later = new Date('2026-04-15T06:00:00Z');
    expect(
      (await judge({ compareTo: 'sameWeekday', timeZone: 'Europe/Berlin' }, later)).observed,
    ).toMatchObject({
      baselineRows: 257,
    });
  });

  it.each(['1d', '7d', '30d', 'sameWeekday'])(
    '%s has none when nothing was measured near it',
    async (compareTo) => {
      expect(await judge({ compareTo }, new Date('2026-07-01T06:00:00Z'))).toMatchObject({
        status: 'skipped',
      });
    },
  );
});
