import { attemptsAfter, lockedForMs, type Attempts } from './lockout.ts';

const rule = { free: 3, longestMs: 60_000 };
const start = new Date('2026-01-31T06:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);

it('closes after the free attempts, for twice as long each time, up to the longest', () => {
  const times: number[] = [];
  let attempts: Attempts | null = null;
  for (let n = 0; n < 7; n++) {
    times.push(lockedForMs(attempts, rule, start));
    attempts = attemptsAfter(attempts, start);
  }
  expect(times).toEqual([0, 0, 0, 15_000, 30_000, 60_000, 60_000]);
});

it('opens when the time has passed, and forgets after a day', () => {
  const attempts = { count: 4, lastAt: start };
  expect(lockedForMs(attempts, rule, after(29_999))).toBe(1);
  expect(lockedForMs(attempts, rule, after(30_000))).toBe(0);
  expect(attemptsAfter(attempts, after(30_000))).toEqual({ count: 5, lastAt: after(30_000) });
  expect(attemptsAfter(attempts, after(86_400_000))).toEqual({ count: 1, lastAt: after(86_400_000) });
});
