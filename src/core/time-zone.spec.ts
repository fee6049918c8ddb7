import { timeZone } from './time-zone.ts';

describe('timeZone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('accepts %s', (name) => {
    expect(timeZone.parse(name)).toBe(name);
  });

  it.each(['', 'Mars/Olympus', '+02:00', '-05:00', 'Europe/Berlin; select 1'])('refuses %j', (name) => {
    expect(timeZone.safeParse(name).error?.issues.map((issue) => issue.message)).toEqual([
      'is not an IANA time zone such as Europe/Berlin',
    ]);
  });
});
