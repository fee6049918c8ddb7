import type { UserId } from '../ids.ts';
import { isLive, sessionEnd, type Session } from './session.ts';

const at = (time: string) => new Date(`2026-01-31T${time}:00Z`);
const rules = { idleMs: 60 * 60_000, longestMs: 4 * 60 * 60_000 };
const session: Session = {
  digest: 'd',
  userId: 'u' as UserId,
  startedAt: at('08:00'),
  seenAt: at('10:00'),
};

it('slides with use, up to an end that does not', () => {
  expect(sessionEnd(session, rules)).toEqual(at('11:00'));
  expect(sessionEnd({ ...session, seenAt: at('11:30') }, rules)).toEqual(at('12:00'));
});

it.each([
  ['10:59', '08:00', true],
  ['11:00', '08:00', false],
  ['10:59', '08:01', false],
])('at %s, when sessions count from %s: %s', (now, from, live) => {
  expect(isLive(session, rules, at(from), at(now))).toBe(live);
});
