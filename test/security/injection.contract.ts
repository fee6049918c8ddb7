import { Bench, type Fields } from '../contract/engine/bench.ts';
import { inShort } from '../contract/engine/in-short.ts';
import type { EngineLab, LabType } from '../support/engines/engine-lab.ts';
import { hostileTexts } from './hostile-texts.ts';

const all = hostileTexts.length;

/** MySQL stores no blank at the end of a name. */
const names = hostileTexts.filter((text) => text.trim() === text);

/** The text as a pattern that only it matches: every sign of it stands for itself. */
const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Hostile names and values are names and values, in every kind of test. */
export function injectionContract(open: () => Promise<EngineLab>): void {
  let bench: Bench;
  let canary: string;
  beforeAll(async () => {
    bench = new Bench(await open());
    canary = await bench.table({ columns: { id: 'bigint' }, rows: [['1'], ['2'], ['3']] }, 'canary');
  });
  afterAll(() => bench.lab.close());
  afterEach(async () => {
    const [alive] = await bench.run(canary, [{ kind: 'volume', fail: { min: 3, max: 3 } }]);
    expect(alive).toMatchObject({ status: 'passed', observed: { rows: 3 } });
  });

  const inShortOf = async (dataset: string, tests: readonly Fields[]) =>
    (await bench.run(dataset, tests)).map((verdict, i) => inShort(verdict, tests[i]!, {}));

  /** For each text what is found of its tests, all of them in one run; and what was expected. */
  const foundOf = async (
    dataset: string,
    texts: readonly string[],
    ask: (text: string) => readonly (readonly [Fields, unknown])[],
  ) => {
    const asked = texts.flatMap((text) =>
      ask(text).map(([fields, expected]) => ({ text, fields, expected })),
    );
    const found = await inShortOf(
      dataset,
      asked.map(({ fields }) => fields),
    );
    return {
      found: asked.map(({ text, fields }, i) => [text, fields, found[i]]),
      expected: asked.map(({ text, fields, expected }) => [text, fields, expected]),
    };
  };

  it('hostile names of columns are names, in every kind that takes one', async () => {
    const dataset = await bench.table({
      columns: Object.fromEntries(names.map((name): [string, LabType] => [name, 'bigint'])),
      rows: [names.map(() => '1'), names.map(() => '2'), names.map(() => null)],
    });
    const { found, expected } = await foundOf(dataset, names, (name) => [
      [{ kind: 'completeness', columns: [name] }, 'failed 1/3'],
      [
        { kind: 'uniqueness', columns: [name] },
        'passed 0/2 surplus 0 repeated 0 involved 0 distinct 2 left out 1',
      ],
      [{ kind: 'range', column: name, max: 1 }, 'failed 1/2'],
      [{ kind: 'acceptedValues', column: name, values: [1] }, 'failed 1/2'],
      [
        { kind: 'distribution', column: name, statistic: 'sum', fail: { min: 0 } },
        'passed 3 of 2 nulls 1 not finite 0',
      ],
      [
        { kind: 'referential', columns: [name], reference: { dataset, columns: [name] } },
        'passed 0/2 left out 1',
      ],
      [
        { kind: 'completeness', columns: [name], groupBy: [name] },
        'failed 3 groups failed 1 warned 0 [1 passed 0/1, 2 passed 0/1, null failed 1/1]',
      ],
      [
        { kind: 'reconciliation', reference: { dataset }, keys: [name], columns: [name] },
        expect.stringMatching(/^(passed|failed)/),
      ],
      [
        { kind: 'reconciliation', reference: { dataset }, compare: [{ metric: 'sum', column: name }] },
        expect.stringMatching(/^passed/),
      ],
      [{ kind: 'completeness', columns: [name], samples: { columns: [name] } }, 'failed 1/3'],
    ]);
    expect(found).toEqual(expected);
  });

  it('hostile names of columns with times are names', async () => {
    const moments = await bench.table({
      columns: Object.fromEntries(names.map((name): [string, LabType] => [name, 'timestampTz'])),
      rows: [names.map(() => '2026-01-02 03:04:05+00')],
    });
    const tests = names.flatMap((name): Fields[] => [
      { kind: 'freshness', timestampColumn: name, fail: { maxAge: '3650d' } },
      { kind: 'volume', timestampColumn: name, window: '3650d', fail: { min: 1 } },
    ]);
    const verdicts = await bench.run(moments, tests);
    expect(verdicts.filter(({ errorCode }) => errorCode !== null)).toEqual([]);
  });

  it('hostile names that are nowhere are missing, and nothing else', async () => {
    const { found, expected } = await foundOf(canary, hostileTexts, (name) => [
      [{ kind: 'completeness', columns: [`${name}x`] }, 'errored MISSING_COLUMN'],
      [{ kind: 'completeness', columns: ['id'], groupBy: [`${name}x`] }, 'errored MISSING_COLUMN'],
      [
        { kind: 'referential', columns: ['id'], reference: { dataset: canary, columns: [`${name}x`] } },
        'errored MISSING_COLUMN',
      ],
    ]);
    expect(found).toEqual(expected);
    for (const name of hostileTexts.slice(0, 12)) {
      const quoted = `"${name.replaceAll('"', '""')}x"`;
      expect(await inShortOf(quoted, [{ kind: 'volume', fail: { min: 1 } }])).toEqual([
        'errored MISSING_DATASET',
      ]);
    }
  });

  it('hostile names of tables are names', async () => {
    for (const name of names.slice(0, 12)) {
      const dataset = await bench.table({ columns: { id: 'bigint' }, rows: [['1'], ['1']] }, name);
      expect([
        name,
        ...(await inShortOf(dataset, [
          { kind: 'volume', fail: { min: 1 } },
          { kind: 'uniqueness', columns: ['id'] },
          { kind: 'referential', columns: ['id'], reference: { dataset, columns: ['id'] } },
        ])),
      ]).toEqual([
        name,
        'passed 2 rows',
        'failed 1/2 surplus 1 repeated 1 involved 2 distinct 1 left out 0',
        'passed 0/2 left out 0',
      ]);
    }
  });

  it('hostile values are compared as they are', async () => {
    const rows = hostileTexts.map((text, i) => [String(i), text]);
    const words = await bench.table({ columns: { id: 'bigint', word: 'text' }, rows });
    const knowsPatterns = !bench.lab.unsupported?.includes('patterns');
    const { found, expected } = await foundOf(words, hostileTexts, (text) => [
      [{ kind: 'acceptedValues', column: 'word', values: [text], mode: 'forbidden' }, `failed 1/${all}`],
      [{ kind: 'acceptedValues', column: 'word', values: [text] }, `failed ${all - 1}/${all}`],
      [{ kind: 'completeness', columns: ['word'], placeholders: [text] }, `failed 1/${all}`],
      [
        { kind: 'pattern', column: 'word', regex: literally(text), negate: true },
        knowsPatterns ? `failed 1/${all}` : 'errored UNSUPPORTED',
      ],
    ]);
    expect(found).toEqual(expected);
    expect(
      await inShortOf(words, [
        { kind: 'acceptedValues', column: 'word', values: [...hostileTexts] },
        { kind: 'uniqueness', columns: ['word'] },
        { kind: 'referential', columns: ['word'], reference: { dataset: words, columns: ['word'] } },
        {
          kind: 'reconciliation',
          reference: { dataset: words },
          keys: ['word'],
          columns: ['id'],
          fail: { maxDifferences: 0 },
        },
      ]),
    ).toEqual([
      `passed 0/${all}`,
      `passed 0/${all} surplus 0 repeated 0 involved 0 distinct ${all} left out 0`,
      `passed 0/${all} left out 0`,
      expect.stringMatching(/^passed/),
    ]);
  });

  it('hostile values are the names of groups as they are', async () => {
    const rows = hostileTexts.map((text, i) => [String(i), text]);
    const words = await bench.table({ columns: { id: 'bigint', word: 'text' }, rows });
    const [verdict] = await bench.run(words, [
      { kind: 'range', column: 'id', max: -1, groupBy: ['word'], maxGroups: 1000 },
    ]);
    expect(verdict).toMatchObject({ status: 'failed', observed: { groups: all, failedGroups: all } });
  });

  it.each([
    ['a value of a megabyte', { kind: 'acceptedValues', column: 'id', values: ["'".repeat(1_000_000)] }],
    ['a name of 128 quotes', { kind: 'completeness', columns: ['"`]\''.repeat(32)] }],
    [
      'a value with a zero byte',
      { kind: 'acceptedValues', column: 'word', values: ["a\0'; DROP TABLE canary"] },
    ],
    ['a name with a zero byte', { kind: 'completeness', columns: ['a\0b'] }],
  ])('%s', async (_, fields) => {
    const dataset = await bench.table({ columns: { id: 'bigint', word: 'text' }, rows: [['1', 'a']] });
    const verdicts = await bench.run(dataset, [fields]).catch((error: Error) => error.name);
    expect(verdicts).toEqual(
      verdicts === 'ZodError'
        ? 'ZodError'
        : [expect.objectContaining({ status: expect.stringMatching(/^(failed|errored)$/) })],
    );
  });
}
