import type { Verdict } from '../../../src/core/verdict/judge-test.ts';
import type { Bench, Fields, TableData } from './bench.ts';
import { inShort } from './in-short.ts';

/** A test's fields, and its verdict in short; of several, any: what an engine may refuse, but never get wrong. */
export type Case = readonly [fields: Fields, expected: string | readonly string[]];

/** One table and what tests say about it. */
export interface CaseTable extends TableData {
  readonly title: string;
  /** What an engine may do without, and then says so to every test. */
  readonly feature?: 'patterns';
  /** Fields that all of its cases have. */
  readonly common?: Fields;
  /** The partner of referential tests; its dataset is filled in. */
  readonly reference?: TableData;
  /** In the text `query`, `{table}` stands for the table. */
  readonly cases: readonly Case[];
}

/**
 * Declares for each table that its tests have their verdicts, all in one run as well as each in its own. An engine that
 * says that it cannot store a table's values must really refuse them.
 */
export function caseTables(bench: () => Bench, tables: readonly CaseTable[]): void {
  describe.each(tables)('$title', (table) => {
    const cases = table.cases.map(([fields, expected]): Case => [{ ...table.common, ...fields }, expected]);
    const expectedHere = () => (isUnsupported(bench(), table) ? cases.map(unsupported) : cases);
    /** Null where the engine cannot store the rows. */
    let places: { readonly dataset: string; readonly reference: string | null } | null = null;

    beforeAll(async () => {
      if (!bench().canStore(table)) return;
      const dataset = await bench().table(table);
      places = { dataset, reference: table.reference ? await bench().table(table.reference) : null };
    });

    /** `run` answers the verdicts on tests of a dataset, in their order. */
    const check = async (run: Bench['run'], isTaken: (position: number) => boolean = () => true) => {
      if (!places) return expect(bench().table(table)).rejects.toThrow();
      const { dataset, reference } = places;
      const taken = <T>(all: readonly T[]): readonly T[] => all.filter((_, position) => isTaken(position));
      const tests = taken(cases).map(([fields]) => completed(fields, dataset, reference));
      const verdicts = await run(dataset, tests);
      const found = verdicts.map((verdict, i) => inShort(verdict, tests[i]!, table.columns));
      expect(taken(cases).map(([fields], i) => [fields, found[i]])).toEqual(
        asExpected(taken(expectedHere()), found),
      );
    };

    it('all tests in one run', () => check((dataset, tests) => bench().run(dataset, tests)));

    it('each test in a run of its own', () => {
      const one = bench().lab.isSlowToOpen ? 5 : 1;
      return check(
        async (dataset, tests) => {
          const verdicts: Verdict[] = [];
          for (const test of tests) verdicts.push(...(await bench().run(dataset, [test])));
          return verdicts;
        },
        (position) => position % one === 0,
      );
    });
  });
}

const isUnsupported = ({ lab }: Bench, { feature }: CaseTable): boolean =>
  feature !== undefined && (lab.unsupported ?? []).includes(feature);

/** What is wrong for every engine is so for this one. */
const unsupported = ([fields, expected]: Case): Case =>
  typeof expected === 'string' && expected.startsWith('errored')
    ? [fields, expected]
    : [fields, 'errored UNSUPPORTED'];

function completed(fields: Fields, dataset: string, reference: string | null): Fields {
  const { query } = fields;
  return {
    ...fields,
    ...(typeof query === 'string' && { query: query.replaceAll('{table}', dataset) }),
    ...(reference !== null && {
      reference: { dataset: reference, ...(fields['reference'] as Fields | undefined) },
    }),
  };
}

/** What was found stands for itself where it is one of several answers that are right. */
const asExpected = (cases: readonly Case[], found: readonly string[]) =>
  cases.map(([fields, expected], i) => [
    fields,
    typeof expected === 'string' ? expected : expected.includes(found[i]!) ? found[i] : expected,
  ]);

/** A table with one column, `a`. */
export const columnA = (
  type: TableData['columns'][string],
  values: readonly (string | null)[],
): Pick<TableData, 'columns' | 'rows'> => ({ columns: { a: type }, rows: values.map((value) => [value]) });
