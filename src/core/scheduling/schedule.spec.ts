import { scheduleDefinition, sameTiming } from './schedule.ts';

const least = { name: 'daily', cron: '@daily', select: { tags: ['daily'] } };
const testId = '01982f6b-10a4-7d21-8f4e-6c1be2f0a712';

const problemsOf = (fields: Record<string, unknown>) =>
  scheduleDefinition
    .safeParse({ ...least, ...fields })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [];

it('fills in what is usual', () => {
  expect(scheduleDefinition.parse(least)).toEqual({
    ...least,
    timeZone: 'UTC',
    overlap: 'skip',
    missed: 'runOnce',
    tolerance: '1h',
    blackouts: [],
    paused: false,
  });
});

it.each([
  [{ select: {} }, 'select', 'needs testIds, or connectionId, dataset, tags or kind'],
  [
    { select: { testIds: [testId], kind: 'volume' } },
    'select.testIds',
    'give testIds or conditions, not both',
  ],
  [{ name: 'Test:mine' }, 'name', 'must not begin with test:, as the schedules that belong to tests do'],
  [{ timeZone: 'Europe/Berlinn' }, 'timeZone', 'is not an IANA time zone such as Europe/Berlin'],
  [{ cron: '0 24 * * *' }, 'cron', 'is not a cron expression: hour, character 3: 24 is not between 0 and 23'],
  [{ cron: '0 0 30 2 *' }, 'cron', 'never occurs'],
  [{ cron: '0 3 * * *', blackouts: [{ from: '02:00', to: '04:00' }] }, 'blackouts', 'leave no occurrence'],
  [{ tolerance: '10s' }, 'tolerance', 'must be at least 1m'],
  [{ jitter: '25h' }, 'jitter', 'must be at most 24h'],
])('refuses %j', (fields, path, message) => {
  expect(problemsOf(fields)).toEqual([[path, message]]);
});

it('reports every bad field, and looks at them together only when each can be read', () => {
  const fields = { cron: 'x', timeZone: 'Mars', blackouts: [{ from: '1', to: '2' }] };
  expect(problemsOf(fields).map(([path]) => path)).toEqual([
    'cron',
    'timeZone',
    'blackouts.0.from',
    'blackouts.0.to',
  ]);
});

it('names a test once', () => {
  const { select } = scheduleDefinition.parse({
    ...least,
    select: { testIds: [testId, testId.toUpperCase()] },
  });
  expect(select).toEqual({ testIds: [testId] });
});

it('is due at the same times whatever else changes', () => {
  const one = scheduleDefinition.parse({ ...least, jitter: '2m' });
  expect(sameTiming(one, { ...one, jitter: '120s' })).toBe(true);
  expect(sameTiming(one, { ...one, cron: '@hourly' })).toBe(false);
  expect(sameTiming(one, { ...one, blackouts: [{ from: '01:00', to: '02:00' }] })).toBe(false);
});
