import { fieldProblems, inPlainWords } from './field-problems.ts';
import { testDefinition } from './quality-test.ts';

const connectionId = '019cb6f5-4a51-7000-8000-000000000001';
const volume = {
  kind: 'volume',
  name: 'orders arrive',
  connectionId,
  dataset: 'public.orders',
  fail: { min: 1 },
};
const freshness = {
  kind: 'freshness',
  name: 'orders are fresh',
  connectionId,
  dataset: 'public.orders',
  timestampColumn: 'created_at',
  fail: { maxAge: '6h' },
};

/** The paths of everything that is wrong with a definition, sorted. */
function badFields(definition: object): readonly string[] {
  const parsed = testDefinition.safeParse(definition, { error: inPlainWords });
  return parsed.success
    ? []
    : fieldProblems(parsed.error.issues)
        .map(({ path }) => path)
        .sort();
}

describe('testDefinition', () => {
  it('fills in what a volume test leaves out', () => {
    expect(testDefinition.parse(volume)).toEqual({
      ...volume,
      compareTo: 'previous',
      direction: 'both',
      minBaseline: 0,
      estimate: false,
      tags: [],
      enabled: true,
    });
  });

  it('fills in what a freshness test leaves out', () => {
    expect(testDefinition.parse(freshness)).toEqual({
      ...freshness,
      timeZone: 'UTC',
      futureTolerance: '5m',
      onFuture: 'warned',
      onEmpty: 'warned',
      tags: [],
      enabled: true,
    });
  });

  it('trims names, lowers ids, sorts tags and drops repeated ones', () => {
    expect(
      testDefinition.parse({
        ...volume,
        name: ' orders ',
        dataset: ' public.orders ',
        connectionId: connectionId.toUpperCase(),
        tags: ['b', 'a', 'b'],
      }),
    ).toMatchObject({ name: 'orders', dataset: 'public.orders', connectionId, tags: ['a', 'b'] });
  });

  it('reads back what it gave out', () => {
    for (const definition of [volume, freshness]) {
      const parsed = testDefinition.parse(definition);
      expect(testDefinition.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    }
  });

  it('reports every bad field at once', () => {
    expect(
      badFields({
        kind: 'freshness',
        name: '',
        connectionId: 'x',
        dataset: ' ',
        filter: '',
        tags: ['ok', 'not ok'],
        enabled: 'yes',
        timeout: '25h',
        schedule: { cron: 'daily', timeZone: 'Mars' },
        timestampColumn: '',
        timeZone: '+02:00',
        futureTolerance: '8d',
        onFuture: 'skipped',
        onEmpty: 'errored',
        fail: { maxAge: 'soon' },
        thresold: 1,
      }),
    ).toEqual(
      [
        'connectionId',
        'dataset',
        'enabled',
        'fail.maxAge',
        'filter',
        'futureTolerance',
        'name',
        'onEmpty',
      ].concat([
        'onFuture',
        'schedule.cron',
        'schedule.timeZone',
        'tags.1',
        'thresold',
        'timeZone',
        'timeout',
        'timestampColumn',
      ]),
    );
  });

  it.each([
    ['a kind there is none of', { ...volume, kind: 'vibes' }, ['kind']],
    ['no kind', { ...volume, kind: undefined }, ['kind']],
    ['a field of another kind', { ...volume, ingestionColumn: 'at' }, ['ingestionColumn']],
    ['an unknown bound', { ...volume, fail: { min: 1, minimum: 2 } }, ['fail.minimum']],
    [
      'an unknown field of the schedule',
      { ...volume, schedule: { cron: '@daily', tz: 'UTC' } },
      ['schedule.tz'],
    ],
    ['neither warn nor fail', { ...volume, fail: undefined }, ['fail']],
    ['neither warn nor fail, of freshness', { ...freshness, fail: undefined }, ['fail']],
    ['a level without bounds', { ...volume, fail: {} }, ['fail']],
    ['min above max', { ...volume, fail: { min: 2, max: 1 } }, ['fail.max']],
    ['a negative bound', { ...volume, fail: { min: -1 } }, ['fail.min']],
    ['part of a row', { ...volume, fail: { min: 0.5 } }, ['fail.min']],
    ['text for a number', { ...volume, fail: { min: '1' } }, ['fail.min']],
    [
      'a change that is not finite',
      { ...volume, fail: { maxChangePercent: Infinity } },
      ['fail.maxChangePercent'],
    ],
    ['warn no stricter than fail', { ...freshness, warn: { maxAge: '360m' } }, ['warn.maxAge']],
    ['warn looser than fail', { ...freshness, warn: { maxAge: '1d' } }, ['warn.maxAge']],
    ['too many tags', { ...volume, tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }, ['tags']],
    ['an id that the server gives', { ...volume, id: connectionId, version: 1 }, ['id', 'version']],
  ])('refuses %s', (_, definition, paths) => {
    expect(badFields(definition)).toEqual(paths);
  });
});
