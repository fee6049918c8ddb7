import type { LabRow, LabType } from '../../support/engines/engine-lab.ts';
import type { Bench, Fields, TableData } from './bench.ts';
import { columnA } from './case-tables.ts';
import { oddNames } from './names.ts';

type Rows = readonly (readonly (string | null)[])[];

const data: TableData = {
  columns: { id: 'bigint', amount: 'numeric(38,18)', word: 'text', at: 'timestamp' },
  rows: [
    ['1', '5', 'ok', '2024-01-01 00:00:00'],
    ['2', '20', ' OK', '2024-01-02 00:00:00'],
    ['3', null, null, null],
    ['4', '-1', 'bad', '9999-12-31 23:59:59.999999'],
    ['5', '5', `it's \\ "bad" %s`, '2024-02-29 12:00:00'],
  ],
};

/** Tests and the ids of the rows that break them. */
const cases: readonly (readonly [fields: Fields, ids: readonly string[]])[] = [
  [{ kind: 'completeness', columns: ['amount', 'word'] }, ['3']],
  [{ kind: 'completeness', columns: ['word'], placeholders: ['BAD', 'ok'] }, ['1', '2', '3', '4']],
  [{ kind: 'completeness', columns: ['word'], filter: 'id <> 3' }, []],
  [{ kind: 'range', column: 'amount', min: 0, max: '10.5' }, ['2', '4']],
  [{ kind: 'range', column: 'amount', min: 0, max: '10.5', filter: 'id > 2' }, ['4']],
  [{ kind: 'range', column: 'word', of: 'length', max: 3 }, ['5']],
  [{ kind: 'range', column: 'at', max: '2024-01-31T00:00:00.000001' }, ['4', '5']],
  [{ kind: 'acceptedValues', column: 'word', values: ['ok'] }, ['2', '4', '5']],
  [{ kind: 'acceptedValues', column: 'word', values: ['ok'], trim: true, ignoreCase: true }, ['4', '5']],
  [{ kind: 'acceptedValues', column: 'word', values: [`it's \\ "bad" %s`], mode: 'forbidden' }, ['5']],
  [{ kind: 'expression', condition: 'amount > 0' }, ['4']],
];

const samples = { columns: ['id', 'word'], limit: 100 };

/** Rows that break a test can be seen: some of them with the run, and by a statement that people run by hand. */
export function failingRowsContract(bench: () => Bench): void {
  let dataset: string;
  beforeAll(async () => {
    dataset = await bench().table(data);
  });

  /** The rows that a test kept, and those that its statement answers. */
  const rowsOf = async (of: string, fields: Fields) => {
    const [examined] = await bench().examine(of, [fields]);
    const { verdict, failingRows } = examined!;
    if (verdict.errorCode !== null) throw new Error(`${verdict.errorCode}: ${verdict.message}`);
    if (failingRows?.sql == null) throw new Error('there is no statement to run by hand');
    const byHand = await bench().byHand(failingRows.sql);
    if (byHand.kind === 'failed') throw new Error(`${byHand.reason.message} in ${failingRows.sql}`);
    return { kept: sorted(failingRows.sample?.rows ?? []), byHand: sorted(asTexts(byHand.rows)) };
  };

  it.each(cases)('%j', async (fields, ids) => {
    const { kept, byHand } = await rowsOf(dataset, { ...fields, samples });
    expect(byHand.map(([id]) => id)).toEqual(ids);
    const words = new Map(data.rows.map(([id, , word]) => [id, word]));
    expect(kept).toEqual(ids.map((id) => [id, words.get(id)]));
  });

  it('values that are repeated, with how many rows have them', async () => {
    const table = await bench().table(columnA('text', ['a', 'a', 'A', 'b ', 'b ', 'b ', 'b', null, null]));
    const test = { kind: 'uniqueness', columns: ['a'], samples: { columns: ['a'] } };
    const expected = [
      ['a', '2'],
      ['b ', '3'],
    ];
    expect(await rowsOf(table, test)).toEqual({ kept: expected, byHand: expected });
  });

  it('rows without a partner', async () => {
    const reference = await bench().table({ columns: { ref: 'bigint' }, rows: [['1'], ['1'], ['4']] });
    const test = {
      kind: 'referential',
      columns: ['id'],
      reference: { dataset: reference, columns: ['ref'], filter: 'ref > 0' },
      samples,
      filter: 'id < 4',
    };
    const { kept, byHand } = await rowsOf(dataset, test);
    expect(kept).toEqual([
      ['2', ' OK'],
      ['3', null],
    ]);
    expect(byHand).toHaveLength(2);
  });

  it('no more rows than are asked for', async () => {
    const table = await bench().table(
      columnA(
        'bigint',
        Array.from({ length: 105 }, (_, i) => String(i)),
      ),
    );
    const test = { kind: 'range', column: 'a', min: 1000, samples: { columns: ['a'], limit: 3 } };
    const { kept, byHand } = await rowsOf(table, test);
    expect([kept.length, byHand.length]).toEqual([3, 100]);
  });

  it('of every type', async () => {
    const values: Readonly<Partial<Record<LabType, string>>> = {
      bigint: '9223372036854775807',
      'numeric(38,18)': '12345678901234567890.123456789012345678',
      text: '😀 e\u0301',
      date: '0001-01-01',
      uuid: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    };
    const columns = Object.fromEntries(
      Object.keys(values).map((type, i): [string, LabType] => [`c${i}`, type as LabType]),
    );
    const row = Object.values(values);
    const table = await bench().table({ columns, rows: [row] });
    const test = { kind: 'expression', condition: '1 = 0', samples: { columns: Object.keys(columns) } };
    expect((await rowsOf(table, test)).kept).toEqual([row]);
  });

  it('of columns with odd names', async () => {
    const columns = Object.fromEntries(oddNames.map((name): [string, LabType] => [name, 'bigint']));
    const row = (value: string): LabRow => oddNames.map(() => value);
    const table = await bench().table({ columns, rows: [row('1'), row('2')] });
    const reference = await bench().table({ columns, rows: [row('1')] });
    for (const name of oddNames) {
      const one = { columns: [name] };
      const tests = [
        { kind: 'range', column: name, max: 1, samples: one },
        {
          kind: 'referential',
          columns: [name],
          reference: { dataset: reference, columns: [name] },
          samples: one,
        },
      ];
      for (const test of tests) {
        const { kept, byHand } = await rowsOf(table, test);
        expect([name, test.kind, kept, byHand.length]).toEqual([name, test.kind, [['2']], 1]);
      }
    }
  });
}

/** What is shown by hand comes as it is, so a driver may make numbers of it. */
const asTexts = (rows: readonly (readonly unknown[])[]): Rows =>
  rows.map((row) => row.map((value) => (value === null ? null : String(value))));

const sorted = (rows: Rows): Rows =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
