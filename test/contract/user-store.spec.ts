import { randomUUID } from 'node:crypto';
import { LastAdmin, UserNotFound, VersionConflict } from '../../src/core/errors.ts';
import type { UserStore } from '../../src/ports/user-store.ts';
import { DynamoUserStore } from '../../src/stores/dynamo/dynamo.user-store.ts';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { MemoryUserStore } from '../../src/stores/memory/memory.user-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { someUser } from '../support/people.ts';
import { namedListContract } from './named-list.contract.ts';
import { namedRecordsContract } from './named-records.contract.ts';
import { changed } from './named-store.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const stores: Record<string, () => Promise<UserStore>> = {
  MemoryUserStore: async () => new MemoryUserStore(),
  DynamoUserStore: async () => {
    const prefix = `u${randomUUID()}`;
    await ensureTables(dynamo.client, prefix);
    return new DynamoUserStore(dynamo.client, prefix);
  },
};

const admin = (name: string) => someUser({ name, role: 'admin' });

describe.each(Object.entries(stores))('%s', (_, open) => {
  namedRecordsContract({ open, some: someUser, notFound: UserNotFound });
  namedListContract({ open, some: someUser });

  it('finds a user by name, without regard to case, and not by a name that is no more', async () => {
    const store = await open();
    const ada = someUser({ name: 'Ada' });
    await store.create(ada);
    expect(await store.getByName('aDA')).toEqual(ada);
    const renamed = { ...changed(ada), name: 'Countess' };
    await store.replace(renamed);
    expect(await store.getByName('ada')).toBeNull();
    expect(await store.getByName('countess')).toEqual(renamed);
    await store.delete(ada.id, null);
    expect(await store.getByName('countess')).toBeNull();
  });

  it('keeps the last admin: neither demoted, nor disabled, nor deleted', async () => {
    const store = await open();
    const ada = admin('ada');
    await store.create(ada);
    await store.create(someUser({ role: 'editor' }));
    await store.create({ ...admin('vouched for'), issuer: 'https://id.example' });
    await store.create({ ...admin('gone'), disabled: true });
    for (const less of [{ role: 'editor' as const }, { disabled: true }])
      await expect(store.replace({ ...changed(ada), ...less })).rejects.toThrow(LastAdmin);
    await expect(store.delete(ada.id, null)).rejects.toThrow(LastAdmin);
    expect(await store.get(ada.id)).toEqual(ada);
    await store.replace({ ...changed(ada), passwordHash: 'another' });
  });

  it('lets an admin go when another one is there', async () => {
    const store = await open();
    const [ada, grace] = [admin('ada'), admin('grace')];
    await store.create(ada);
    await store.create(grace);
    const demoted = { ...changed(ada), role: 'viewer' as const };
    await store.replace(demoted);
    await expect(store.delete(grace.id, 1)).rejects.toThrow(LastAdmin);
    await store.replace({ ...changed(demoted), role: 'admin' });
    await store.delete(grace.id, 1);
    await expect(store.delete(ada.id, null)).rejects.toThrow(LastAdmin);
  });

  it('leaves one of 8 admins who all go at once', async () => {
    const store = await open();
    const admins = Array.from({ length: 8 }, (__, n) => admin(`admin ${n}`));
    for (const each of admins) await store.create(each);
    const settled = await Promise.allSettled(
      admins.map((each, n) =>
        n % 2 ? store.delete(each.id, null) : store.replace({ ...changed(each), role: 'viewer' }),
      ),
    );
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toEqual([expect.any(LastAdmin)]);
    const { items } = await store.list({ limit: 20, cursor: null });
    expect(items.filter(({ role }) => role === 'admin')).toHaveLength(1);
  });

  it('an admin whose change lost a race is still counted', async () => {
    const store = await open();
    const [ada, grace] = [admin('ada'), admin('grace')];
    await store.create(ada);
    await store.create(grace);
    await expect(store.replace({ ...ada, version: 7, role: 'viewer' })).rejects.toThrow(VersionConflict);
    await store.delete(grace.id, null);
    await expect(store.delete(ada.id, null)).rejects.toThrow(LastAdmin);
  });
});
