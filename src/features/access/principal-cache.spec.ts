import type { Principal } from '../../core/access/actor.ts';
import { PrincipalCache, type Vouched } from './principal-cache.ts';

const ada: Principal = { type: 'user', id: 'u', name: 'ada', role: 'viewer' };
let now = new Date('2026-01-31T06:00:00Z');
const later = (ms: number) => (now = new Date(now.getTime() + ms));
const vouched: Vouched = { principal: ada, until: null };

let asked: number;
let cache: PrincipalCache;
beforeEach(() => {
  asked = 0;
  cache = new PrincipalCache({ now: () => now });
});
const get = (found: Vouched | null = vouched) =>
  cache.get('digest', async () => {
    asked += 1;
    return found;
  });

it('asks once in ten seconds', async () => {
  expect(await get()).toBe(ada);
  later(9_999);
  expect(await get()).toBe(ada);
  expect(asked).toBe(1);
  later(1);
  await get();
  expect(asked).toBe(2);
});

it('keeps nobody beyond the end of the credential, and no strangers', async () => {
  await get({ principal: ada, until: new Date(now.getTime() + 500) });
  later(500);
  expect(await get(null)).toBeNull();
  expect(await get(null)).toBeNull();
  expect(asked).toBe(3);
});

it('forgets everybody when somebody is shut out, also who is just being looked up', async () => {
  await get();
  cache.clear();
  await get();
  expect(asked).toBe(2);
  cache.clear();
  await cache.get('digest', async () => {
    cache.clear();
    return vouched;
  });
  expect(await get(null)).toBeNull();
});
