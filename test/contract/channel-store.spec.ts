import { randomUUID } from 'node:crypto';
import { AlertRuleNotFound, ChannelNotFound } from '../../src/core/errors.ts';
import type { AlertRuleStore } from '../../src/ports/alert-rule-store.ts';
import type { ChannelStore } from '../../src/ports/channel-store.ts';
import { DynamoAlertRuleStore } from '../../src/stores/dynamo/dynamo.alert-rule-store.ts';
import { DynamoChannelStore } from '../../src/stores/dynamo/dynamo.channel-store.ts';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { MemoryAlertRuleStore } from '../../src/stores/memory/memory.alert-rule-store.ts';
import { MemoryChannelStore } from '../../src/stores/memory/memory.channel-store.ts';
import { someAlertRule, someChannel } from '../support/alert-records.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { namedListContract } from './named-list.contract.ts';
import { namedRecordsContract } from './named-records.contract.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A prefix whose tables are there and empty. */
async function freshTables(): Promise<string> {
  const prefix = `t${randomUUID()}`;
  await ensureTables(dynamo.client, prefix);
  return prefix;
}

const channelStores: Record<string, () => Promise<ChannelStore>> = {
  MemoryChannelStore: async () => new MemoryChannelStore(),
  DynamoChannelStore: async () => new DynamoChannelStore(dynamo.client, await freshTables()),
};
const ruleStores: Record<string, () => Promise<AlertRuleStore>> = {
  MemoryAlertRuleStore: async () => new MemoryAlertRuleStore(),
  DynamoAlertRuleStore: async () => new DynamoAlertRuleStore(dynamo.client, await freshTables()),
};

describe.each(Object.entries(channelStores))('%s', (_, open) => {
  namedRecordsContract({ open, some: someChannel, notFound: ChannelNotFound });
  namedListContract({ open, some: someChannel });

  it('reads several at once, without those that do not exist', async () => {
    const store = await open();
    const [one, two] = [
      someChannel(),
      someChannel({ sealedSecrets: null, secretNames: [], description: null }),
    ];
    await store.create(one);
    await store.create(two);
    const found = await store.getMany([two.id, someChannel().id, one.id]);
    expect(new Map(found.map((channel) => [channel.id, channel]))).toEqual(
      new Map([
        [one.id, one],
        [two.id, two],
      ]),
    );
    expect(await store.getMany([])).toEqual([]);
  });
});

describe.each(Object.entries(ruleStores))('%s', (_, open) => {
  namedRecordsContract({ open, some: someAlertRule, notFound: AlertRuleNotFound });
  namedListContract({ open, some: someAlertRule });

  it('keeps a rule whose last channel is gone', async () => {
    const store = await open();
    const rule = { ...someAlertRule(), enabled: false, channelIds: [] };
    await store.create(rule);
    expect(await store.get(rule.id)).toStrictEqual(rule);
  });
});
