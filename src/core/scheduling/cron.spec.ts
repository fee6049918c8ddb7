import { schedule } from './cron.ts';

describe('schedule', () => {
  it.each(['*/5 * * * *', '0 30 6 * * *', '5 4 * * mon', '0 0 L * *', '0 0 29 2 *', '@daily'])(
    'accepts %s',
    (cron) => {
      expect(schedule.parse({ cron })).toEqual({ cron, timeZone: 'UTC' });
    },
  );

  it.each(['', 'daily', '* * * *', '61 * * * *', '*/0 * * * *', '2030-01-01T00:00:00', '* * * * * * 2030'])(
    'refuses %j',
    (cron) => {
      expect(schedule.safeParse({ cron }).error?.issues).toEqual([
        expect.objectContaining({
          path: ['cron'],
          message: expect.stringMatching(/^is not a cron expression/) as string,
        }),
      ]);
    },
  );

  it('refuses what never occurs', () => {
    expect(schedule.safeParse({ cron: '0 0 30 2 *' }).error?.issues).toMatchObject([
      { path: ['cron'], message: 'never occurs' },
    ]);
  });
});
