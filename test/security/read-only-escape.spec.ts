import { MysqlConnector } from '../../src/connectors/mysql/mysql.connector.ts';
import { PostgresConnector } from '../../src/connectors/postgres/postgres.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { TestStore } from '../../src/ports/test-store.ts';
import { describeWithMariadb } from '../support/mariadb.ts';
import { startTestPlatform, type Answer, type TestPlatform } from '../support/platform.ts';
import { someTest } from '../support/records.ts';
import { definitionWith, type Attempt, type Unguarded, type Wall } from './escape-attempts.ts';
import { measured, withoutParseWall, type Victim } from './escape-bench.ts';
import { mysqlAttempts } from './mysql-attempts.ts';
import { createMysqlVictim } from './mysql-victim.ts';
import { postgresAttempts } from './postgres-attempts.ts';
import { createPostgresVictim } from './postgres-victim.ts';
import { openNetwork } from '../support/open-network.ts';

it('there are at least 60 attempts for each engine', () => {
  expect(postgresAttempts.length).toBeGreaterThanOrEqual(60);
  expect(mysqlAttempts.length).toBeGreaterThanOrEqual(60);
});

describe('PostgreSQL', () =>
  suite(postgresAttempts, createPostgresVictim, new PostgresConnector(openNetwork)));
describeWithMariadb('MariaDB', () =>
  suite(mysqlAttempts, createMysqlVictim, new MysqlConnector(openNetwork)),
);

/** What the API answers to a definition with the attempt in it. */
const refusals: Record<Wall, readonly unknown[]> = {
  parse: ['UNSAFE_FILTER'],
  catalogue: ['INVALID_FOR_DATASET'],
  name: ['VALIDATION_FAILED', 'UNKNOWN_DATASET', 'INVALID_FOR_DATASET'],
  value: [undefined],
  session: [undefined],
};

function suite(all: readonly Attempt[], open: () => Promise<Victim>, connector: Connector): void {
  let victim: Victim;
  let plumbline: TestPlatform;
  let connectionId: string;
  let before: unknown;
  beforeAll(async () => {
    victim = await open();
    plumbline = await startTestPlatform();
    const { settings, secrets } = victim.everything;
    const body = { name: 'everything allowed', engine: connector.engine, settings, secrets };
    connectionId = (await plumbline.call('POST', '/v1/connections', body)).body['id'] as string;
  });
  afterAll(async () => {
    await plumbline.stop();
    await connector.close();
    await victim.drop();
  });
  beforeEach(async () => {
    before = await victim.traces();
  });
  /** The proof: whatever was answered, nothing is there or gone that was not before. */
  afterEach(async () => {
    expect(await victim.traces()).toEqual(before);
  });

  const having = (walls: readonly Wall[], unguarded: readonly Unguarded[]) =>
    all
      .filter((attempt) => walls.includes(attempt.wall) && unguarded.includes(attempt.unguarded))
      .map((attempt): [string, Attempt] => [`${attempt.way}: ${attempt.text}`, attempt]);
  const fieldsOf = ({ way, text }: Attempt) => {
    const fields = definitionWith(way, victim.filledIn(text, victim.everything), victim.dataset);
    return { name: `${way} ${text}`.slice(0, 180), connectionId, ...fields };
  };
  const runOf = async (created: Answer) => {
    const run = await plumbline.call('POST', `/v1/tests/${String(created.body['id'])}/run`);
    const [execution] = await plumbline.finished(run.body['runId'] as string);
    return execution!;
  };

  const anyUnguarded: readonly Unguarded[] = ['stopped', 'undone', 'acts', 'unseen'];
  describe('through the API, with a login that may do everything', () => {
    it.each(having(['parse', 'catalogue', 'name'], anyUnguarded))('refused, %s', async (_, attempt) => {
      for (const path of ['/v1/tests', '/v1/tests/preview?run=true']) {
        const answer = await plumbline.call('POST', path, fieldsOf(attempt));
        expect([answer.status, refusals[attempt.wall]]).toEqual([
          422,
          expect.arrayContaining([answer.body['code']]),
        ]);
      }
    });

    it.each(having(['session'], ['stopped']))('sent and stopped, %s', async (_, attempt) => {
      const created = await plumbline.call('POST', '/v1/tests', fieldsOf(attempt));
      // MariaDB calls functions of a view while it plans or describes it, so that the check on save has met it already
      if (created.status === 422)
        expect(created.text).toMatch(/tried to write|does not accept|has no table or view/);
      else expect(await runOf(created)).toMatchObject({ status: 'errored', errorCode: 'INVALID_SQL' });
    });

    it.each(having(['value', 'session'], ['undone']))('no more than a text, %s', async (_, attempt) => {
      const execution = await runOf(await plumbline.call('POST', '/v1/tests', fieldsOf(attempt)));
      expect(execution['status']).toMatch(/^(passed|failed)$/);
    });

    it('tests that were stored by other hands are refused when they run', async () => {
      const hostile = having(['parse', 'catalogue'], anyUnguarded);
      const testIds: string[] = [];
      for (const [i, [, attempt]] of hostile.entries()) {
        const test = someTest({
          fail: undefined,
          ...fieldsOf(attempt),
          name: `stored ${i}`,
          connectionId: connectionId,
        });
        await plumbline.platform.app.get(TestStore).create(test);
        testIds.push(test.id);
      }
      const codes: unknown[] = [];
      for (let from = 0; from < testIds.length; from += 50) {
        const run = await plumbline.call('POST', '/v1/runs', { testIds: testIds.slice(from, from + 50) });
        codes.push(...(await plumbline.finished(run.body['runId'] as string)).map((one) => one['errorCode']));
      }
      expect(codes).toEqual(hostile.map(() => 'UNSAFE_FILTER'));
    });
  });

  const unguarded = withoutParseWall(connector);
  const attempted = (attempt: Attempt, login: ConnectionTarget) =>
    measured(unguarded, login, { ...attempt, text: victim.filledIn(attempt.text, login) }, victim.dataset);
  const sql: readonly Wall[] = ['parse', 'catalogue', 'session'];
  describe('with no guard, the session alone', () => {
    it.each(having(sql, ['stopped']))('stops %s', async (_, attempt) => {
      expect(await attempted(attempt, victim.everything)).toMatch(
        /^(INVALID_SQL|TIME_OUT|INTERNAL|MISSING_DATASET)$/,
      );
    });

    it.each(having(sql, ['undone']))('lets nothing remain of %s', async (_, attempt) => {
      await attempted(attempt, victim.everything);
    });
  });

  it.each(having(sql, ['acts']))('with no guard, a login with few rights cannot %s', async (_, attempt) => {
    // of a file that it may not read MariaDB gives null, about which a condition says nothing
    expect(['PERMISSION_DENIED', 'warned']).toContain(await attempted(attempt, victim.little));
  });
}
