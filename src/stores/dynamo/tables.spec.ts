import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { startDynamo, type TestDynamo } from '../../../test/support/dynamo.ts';
import { ensureTables } from './tables.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('ensureTables', () => {
  it('creates what is missing, once', async () => {
    expect(await ensureTables(dynamo.client, 'Once')).toEqual([
      { table: 'OnceConnections', created: true },
      { table: 'OnceTests', created: true },
      { table: 'OnceSchedules', created: true },
      { table: 'OnceChannels', created: true },
      { table: 'OnceAlertRules', created: true },
      { table: 'OnceAuditLogs', created: true },
      { table: 'OnceUsers', created: true },
      { table: 'OnceApiKeys', created: true },
      { table: 'OnceSessions', created: true },
    ]);
    expect(await ensureTables(dynamo.client, 'Once')).toEqual([
      { table: 'OnceConnections', created: false },
      { table: 'OnceTests', created: false },
      { table: 'OnceSchedules', created: false },
      { table: 'OnceChannels', created: false },
      { table: 'OnceAlertRules', created: false },
      { table: 'OnceAuditLogs', created: false },
      { table: 'OnceUsers', created: false },
      { table: 'OnceApiKeys', created: false },
      { table: 'OnceSessions', created: false },
    ]);
    const { Table } = await dynamo.client.send(new DescribeTableCommand({ TableName: 'OnceTests' }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: expect.arrayContaining([
        expect.objectContaining({ IndexName: 'byName', IndexStatus: 'ACTIVE' }),
        expect.objectContaining({ IndexName: 'byConnection', IndexStatus: 'ACTIVE' }),
      ]),
    });
  });

  it('may be called by many at once: each table is created by one of them', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ensureTables(dynamo.client, 'Race')));
    for (const table of [
      'RaceConnections',
      'RaceTests',
      'RaceAuditLogs',
      'RaceUsers',
      'RaceApiKeys',
      'RaceSessions',
    ])
      expect(answers.flat().filter((one) => one.table === table && one.created)).toHaveLength(1);
  });

  it('says so when a table of that name is not one of ours', async () => {
    await dynamo.client.send(
      new CreateTableCommand({
        TableName: 'OtherTests',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    );
    await expect(ensureTables(dynamo.client, 'Other')).rejects.toThrow(
      'table OtherTests exists but has no index byName',
    );
  });
});
