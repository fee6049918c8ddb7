import type { Connector, Snapshot } from '../../../src/ports/connector.ts';
import type { Bench, Fields } from './bench.ts';
import { inShort } from './in-short.ts';

const columns = { id: 'bigint', word: 'text', at: 'timestamp' } as const;
const rows = [
  ['1', 'one', '2024-01-01 00:00:00'],
  ['2', 'two', '2024-01-02 00:00:00'],
] as const;
const innocent = [
  [{ kind: 'volume', fail: { min: 1 } }, 'passed 2 rows'],
  [{ kind: 'completeness', columns: ['word'] }, 'passed 0/2'],
  [{ kind: 'expression', condition: 'id < 2' }, 'failed 1/2 unknown 0'],
  [
    { kind: 'uniqueness', columns: ['id'] },
    'passed 0/2 surplus 0 repeated 0 involved 0 distinct 2 left out 0',
  ],
  [{ kind: 'customSql', query: 'SELECT 1 AS x' }, 'failed 1 rows'],
] as const;

/** What cannot be measured is `errored` with a stable code, and nobody else's trouble. */
export function failuresContract(bench: () => Bench): void {
  let dataset: string;
  beforeAll(async () => {
    dataset = await bench().table({ columns, rows });
  });

  /** The verdicts on these tests, in short. */
  const answers = async (
    tests: readonly Fields[],
    options: Parameters<Bench['run']>[2] = {},
    of: string = dataset,
  ): Promise<readonly string[]> => {
    const verdicts = await bench().run(of, tests, options);
    return verdicts.map((verdict, i) => inShort(verdict, tests[i]!, columns));
  };

  /** One failing test among innocent ones gives one of these codes, and the others their verdicts. */
  const spoilsOnlyItself = async (test: Fields, codes: readonly string[]) => {
    const [failure, ...others] = await answers([test, ...innocent.map(([fields]) => fields)]);
    expect(codes.map((code) => `errored ${code}`)).toContain(failure);
    expect(others).toEqual(innocent.map(([, expected]) => expected));
    expect(await answers([test])).toEqual([failure]);
  };

  it.each([
    [{ kind: 'completeness', columns: ['id', 'gone'] }, 'MISSING_COLUMN'],
    [{ kind: 'range', column: 'ID ', min: 1 }, 'MISSING_COLUMN'],
    [{ kind: 'uniqueness', columns: ['gone'] }, 'MISSING_COLUMN'],
    [{ kind: 'freshness', timestampColumn: 'gone', fail: { maxAge: '1d' } }, 'MISSING_COLUMN'],
    [{ kind: 'range', column: 'word', min: 1 }, 'UNSUPPORTED_TYPE'],
    [{ kind: 'range', column: 'at', min: 1 }, 'UNSUPPORTED_TYPE'],
    [{ kind: 'freshness', timestampColumn: 'id', fail: { maxAge: '1d' } }, 'UNSUPPORTED_TYPE'],
    [{ kind: 'distribution', column: 'word', statistic: 'mean', fail: { min: 1 } }, 'UNSUPPORTED_TYPE'],
    [{ kind: 'acceptedValues', column: 'id', values: ['one'] }, 'UNSUPPORTED_TYPE'],
    [{ kind: 'expression', condition: '1 = 1; DROP TABLE orders' }, 'UNSAFE_FILTER'],
    [{ kind: 'expression', condition: '1 = 1) OR (1 = 1' }, 'UNSAFE_FILTER'],
    [{ kind: 'volume', fail: { min: 1 }, filter: 'id = 1 -- x' }, 'UNSAFE_FILTER'],
    [{ kind: 'volume', fail: { min: 1 }, filter: 'id = 1 ORDER BY id' }, 'UNSAFE_FILTER'],
    [{ kind: 'volume', fail: { min: 1 }, filter: 'id =' }, 'UNSAFE_FILTER'],
    [{ kind: 'customSql', query: 'DELETE FROM orders' }, 'UNSAFE_FILTER'],
    [{ kind: 'customSql', query: 'SELECT 1 AS x; SELECT 2 AS x' }, 'UNSAFE_FILTER'],
    [{ kind: 'customSql', query: 'SELECT 1 AS x) AS y, (SELECT 2 AS x' }, 'UNSAFE_FILTER'],
  ])('%j is %s', (test, code) => spoilsOnlyItself(test, [code]));

  it.each([
    { kind: 'expression', condition: 'gone > 1' },
    { kind: 'volume', fail: { min: 1 }, filter: 'gone > 1' },
    { kind: 'customSql', query: 'SELECT gone FROM {table}' },
  ])('SQL with a column that is not there: %j', (test) =>
    spoilsOnlyItself('query' in test ? { ...test, query: test.query?.replace('{table}', dataset) } : test, [
      'MISSING_COLUMN',
      'INVALID_SQL',
    ]),
  );

  it('SQL with a table that is not there', () =>
    spoilsOnlyItself({ kind: 'expression', condition: 'id IN (SELECT id FROM there_is_none)' }, [
      'MISSING_DATASET',
      'INVALID_SQL',
    ]));

  it('a condition that fails over the rows', () =>
    spoilsOnlyItself({ kind: 'expression', condition: bench().lab.failingCondition }, ['DATA_ERROR']));

  it('a filter that fails over the rows', () =>
    spoilsOnlyItself({ kind: 'completeness', columns: ['id'], filter: bench().lab.failingCondition }, [
      'DATA_ERROR',
    ]));

  it('a dataset that is not there', async () => {
    const tests = [...innocent.map(([fields]) => fields), { kind: 'schema', columns: [{ name: 'id' }] }];
    for (const name of [dataset.replace(/[^.]+$/, 'there_is_none'), 'no_such_schema.orders'])
      expect(await answers(tests, {}, name)).toEqual(tests.map(() => 'errored MISSING_DATASET'));
  });

  it('a statement that takes too long is given up, and the others are not', async () => {
    const slow = { kind: 'expression', condition: bench().lab.slowCondition, timeout: '0.3s' };
    const independent = innocent.at(-1)!;
    expect(await answers([slow, independent[0]])).toEqual(['errored TIME_OUT', independent[1]]);
    expect(await answers([slow], { limits: { statementTimeout: '5m' } })).toEqual(['errored TIME_OUT']);
    const patient = { ...slow, timeout: undefined };
    expect(await answers([patient], { limits: { statementTimeout: '0.3s' } })).toEqual(['errored TIME_OUT']);
    expect(await answers([innocent[0][0]])).toEqual([innocent[0][1]]);
  });

  it.each([
    ['at once', 0],
    ['while it runs', 300],
  ])('an abort %s cancels the statement', async (_, afterMs) => {
    const controller = new AbortController();
    const connector = whenSent(bench().lab.connector, () => {
      setTimeout(() => controller.abort(), afterMs);
    });
    const slow = { kind: 'expression', condition: bench().lab.slowCondition };
    const tests = [slow, innocent.at(-1)![0]];
    const found = await answers(tests, { connector, signal: controller.signal });
    expect(found).toEqual(['cancelled CANCELLED', 'cancelled CANCELLED']);
    expect(await answers([innocent[0][0]])).toEqual([innocent[0][1]]);
  });

  it('an abort before the start', async () => {
    expect(await answers([innocent[0][0]], { signal: AbortSignal.abort() })).toEqual(['cancelled CANCELLED']);
  });
}

/** The connector, whose snapshots tell of the first statement right after it is sent. */
function whenSent(connector: Connector, tell: () => void): Connector {
  let isFirst = true;
  const observed = (snapshot: Snapshot): Snapshot =>
    except(snapshot, {
      send(statement, limits) {
        const outcome = snapshot.send(statement, limits);
        if (isFirst) tell();
        isFirst = false;
        return outcome;
      },
    });
  return except(connector, {
    withSnapshot: (target, options, work) =>
      connector.withSnapshot(target, options, (snapshot) => work(observed(snapshot))),
  });
}

/** An object that does what another does, but for some of it. */
const except = <T extends object>(base: T, others: Partial<T>): T =>
  new Proxy(base, {
    get(target, property) {
      if (Object.hasOwn(others, property)) return Reflect.get(others, property);
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
