import pg from 'pg';
import { createDatabase } from './database.ts';

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('createDatabase', () => {
  it('gives every caller an empty database of its own', async () => {
    const [one, other] = await Promise.all([createDatabase(), createDatabase()]);
    try {
      await rows(one.url, 'CREATE TABLE mine AS SELECT 1 AS n');
      expect(await rows(one.url, 'SELECT n FROM mine')).toEqual([{ n: 1 }]);
      expect(await rows(other.url, `SELECT to_regclass('mine') AS found`)).toEqual([{ found: null }]);
    } finally {
      await Promise.all([one.drop(), other.drop()]);
    }
    await expect(rows(one.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
  });
});
