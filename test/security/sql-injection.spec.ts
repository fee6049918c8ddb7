import { openDuckDBLab } from '../support/engines/duckdb-lab.ts';
import { openMysqlLab } from '../support/engines/mysql-lab.ts';
import { openPostgresLab } from '../support/engines/postgres-lab.ts';
import { describeWithMariadb } from '../support/mariadb.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { hostileTexts } from './hostile-texts.ts';
import { injectionContract } from './injection.contract.ts';

describe('PostgreSQL', () => injectionContract(openPostgresLab));
describeWithMariadb('MariaDB', () => injectionContract(openMysqlLab));
describe('DuckDB', () => injectionContract(openDuckDBLab));

describe("the platform's own stores", () => {
  let plumbline: TestPlatform;
  let source: TestDatabase;
  beforeAll(async () => {
    source = await createDatabase('source');
    plumbline = await startTestPlatform();
  });
  afterAll(async () => {
    await plumbline.stop();
    await source.drop();
  });
  const items = async (path: string) => {
    const { status, body } = await plumbline.call('GET', path);
    expect([path, status]).toEqual([path, 200]);
    return body['items'] as readonly Record<string, unknown>[];
  };

  it('keep hostile names, descriptions and owners as they are, and find them', async () => {
    const connection = await plumbline.call('POST', '/v1/connections', {
      ...connectionTo(source.url, "'; DROP TABLE executions; --"),
      description: "'; DROP TABLE executions; --",
    });
    expect(connection.body['name']).toBe("'; DROP TABLE executions; --");
    const kept = hostileTexts.map((text, i) => `${i}|${text}|`);
    const testIds: unknown[] = [];
    for (const text of kept) {
      const { body } = await plumbline.call('POST', '/v1/tests?check=false', {
        connectionId: connection.body['id'],
        dataset: 'information_schema.sql_features',
        kind: 'volume',
        fail: { min: 1 },
        name: text,
        description: text,
        owner: text,
      });
      expect(body).toMatchObject({ name: text, description: text, owner: text });
      testIds.push(body['id']);
    }
    for (const text of kept)
      expect((await items(`/v1/tests?text=${encodeURIComponent(text)}`)).map(({ name }) => name)).toEqual([
        text,
      ]);
    const run = await plumbline.call('POST', '/v1/runs', { testIds });
    const executions = await plumbline.finished(run.body['runId'] as string);
    expect(executions.map(({ status }) => status)).toEqual(kept.map(() => 'passed'));
    expect(executions.map(({ testName }) => testName).sort()).toEqual([...kept].sort());
  });

  it.each(['/v1/tests', '/v1/executions', '/v1/connections', '/v1/runs'])(
    'take hostile texts in place of ids, cursors and filters of %s for what they are',
    async (path) => {
      for (const text of hostileTexts) {
        const hostile = encodeURIComponent(text);
        const answers = await Promise.all(
          [`${path}/${hostile}`, `${path}?cursor=${hostile}`, `${path}?testId=${hostile}`].map((url) =>
            plumbline.call('GET', url),
          ),
        );
        expect(answers.map(({ status }) => status).filter((status) => status < 400 || status >= 500)).toEqual(
          [],
        );
      }
    },
  );
});
