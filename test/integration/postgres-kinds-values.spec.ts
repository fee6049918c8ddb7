import { Laboratory, type Fields } from './postgres-kinds.fixture.ts';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
});
afterAll(() => lab.close());

type Case = readonly [fields: Fields, expected: string];
/** Each case alone, over one table with a column `a`. */
async function findings(type: string, values: readonly string[], cases: readonly Case[], more: Fields) {
  const table = await lab.table(`a ${type}`, values);
  const found: Case[] = [];
  for (const [fields] of cases)
    found.push([fields, await lab.count(table, { column: 'a', ...more, ...fields })]);
  return found;
}

describe('range', () => {
  const range = { kind: 'range' };
  const check = async (type: string, values: readonly string[], cases: readonly Case[]) =>
    expect(await findings(type, values, cases, range)).toEqual(cases);

  it.each(['float8', 'float4', 'numeric'])(
    '%s: NaN is in no range, infinity is beyond every bound',
    async (type) => {
      await check(
        type,
        [`'NaN'`, `'Infinity'`, `'-Infinity'`, '5', 'NULL'],
        [
          [{ min: 0 }, '2/4'],
          [{ max: 10 }, '2/4'],
          [{ min: 0, max: 10 }, '3/4'],
          [{ min: 5, max: 5 }, '3/4'],
          [{ min: 5, strictMin: true }, '3/4'],
          [{ min: -1e300 }, '2/4'],
        ],
      );
    },
  );

  it('bigint: bounds beyond 2^53 are exact', async () => {
    await check(
      'bigint',
      ['9007199254740992', '9007199254740993', '9223372036854775807', 'NULL'],
      [
        [{ max: '9007199254740992' }, '2/3'],
        [{ min: '9007199254740993' }, '1/3'],
        [{ max: '9223372036854775806' }, '1/3'],
        [{ max: '9223372036854775807' }, '0/3'],
        // beyond the type itself
        [{ max: '9223372036854775808' }, '0/3'],
        [{ min: '1e30' }, '3/3'],
        [{ max: '9007199254740992.5' }, '2/3'],
      ],
    );
  });

  it('numeric(38,18): bounds are exact to the last digit', async () => {
    const value = '12345678901234567890.123456789012345678';
    await check(
      'numeric(38,18)',
      [value],
      [
        [{ max: value }, '0/1'],
        [{ max: value, strictMax: true }, '1/1'],
        [{ max: '12345678901234567890.123456789012345677' }, '1/1'],
        [{ min: '12345678901234567890.123456789012345679' }, '1/1'],
      ],
    );
  });

  it('smallint: bounds that the type cannot hold are compared all the same', async () => {
    await check(
      'smallint',
      ['32767', '-32768'],
      [
        [{ max: 40_000 }, '0/2'],
        [{ min: -40_000 }, '0/2'],
        [{ min: 0.5 }, '1/2'],
      ],
    );
  });

  it('date: years before Christ, 9999 and infinity', async () => {
    const values = [
      `'4713-01-01 BC'`,
      `'0001-01-01'`,
      `'2024-02-29'`,
      `'9999-12-31'`,
      `'infinity'`,
      `'-infinity'`,
      'NULL',
    ];
    await check('date', values, [
      [{ min: '0001-01-01' }, '2/6'],
      [{ max: '9999-12-31' }, '1/6'],
      [{ min: '0001-01-01', max: '9999-12-31' }, '3/6'],
      [{ min: '2024-02-29', max: '2024-02-29' }, '5/6'],
      [{ max: '9999-12-31', strictMax: true }, '2/6'],
      // a date column drops the time of a bound
      [{ max: '2024-02-29T12:00:00' }, '2/6'],
    ]);
  });

  it('timestamptz: offsets count, and without one a bound is in UTC', async () => {
    const values = [`'2024-06-01 00:00:00+00'`, `'2024-05-31 22:00:00+00'`, `'infinity'`, `'-infinity'`];
    await check('timestamptz', values, [
      [{ min: '2024-06-01' }, '2/4'],
      [{ min: '2024-06-01T00:00:00+02:00' }, '1/4'],
      [{ min: '2024-06-01T00:00:00+0200', strictMin: true }, '2/4'],
      [{ max: '2024-05-31 22:00' }, '2/4'],
      [{ max: '2024-05-31T22:00:00.000001Z', min: '2024-05-31T22:00:00.000001Z' }, '4/4'],
      [{ max: '9999-12-31T23:59:59Z' }, '1/4'],
    ]);
  });

  it('timestamp: a bound is a wall clock, whatever its offset', async () => {
    await check(
      'timestamp',
      [`'2024-06-01 00:00:00'`],
      [
        [{ min: '2024-06-01T00:00:00+05:00' }, '0/1'],
        [{ min: '2024-06-01T00:00:00.000001' }, '1/1'],
      ],
    );
  });

  it('length: characters, neither bytes nor what looks like one', async () => {
    const values = [`''`, `'é'`, `'e' || U&'\\0301'`, `'👍🏽'`, `'👨‍👩‍👧'`, `'ab  '`, 'NULL'];
    await check('text', values, [
      [{ of: 'length', max: 0 }, '5/6'],
      [{ of: 'length', min: 1, max: 1 }, '5/6'],
      [{ of: 'length', min: 2, max: 2 }, '4/6'],
      [{ of: 'length', min: 4, max: 4 }, '5/6'],
      [{ of: 'length', min: 5 }, '5/6'],
    ]);
  });

  it('length: the padding of char(n) does not count', async () => {
    await check(
      'char(5)',
      [`'ab'`, `'abcde'`],
      [
        [{ of: 'length', max: 2 }, '1/2'],
        [{ of: 'length', min: 5 }, '1/2'],
      ],
    );
  });

  it.each([
    ['text', { min: 1 }],
    ['int', { min: '2024-01-01' }],
    ['date', { min: 1 }],
    ['int', { of: 'length', min: 1 }],
    ['boolean', { min: 0 }],
    ['int[]', { min: 0 }],
    ['jsonb', { min: 0 }],
  ])('a column of type %s has no range %j, and no statement is sent', async (type, fields) => {
    const table = await lab.table(`a ${type}`);
    const { verdicts, sent } = await lab.run(table, [{ ...range, column: 'a', ...fields }]);
    expect(verdicts).toMatchObject([{ status: 'errored', errorCode: 'UNSUPPORTED_TYPE' }]);
    expect(sent.filter((sql) => sql.includes('<'))).toEqual([]);
  });
});

describe('acceptedValues', () => {
  const check = async (type: string, values: readonly string[], cases: readonly Case[]) =>
    expect(await findings(type, values, cases, { kind: 'acceptedValues' })).toEqual(cases);

  it('text: case, blanks and look-alikes count unless told otherwise', async () => {
    const values = [
      `'paid'`,
      `'PAID'`,
      `'paid '`,
      `' paid'`,
      `'paid' || U&'\\00A0'`,
      `E'\\tPaid\\n'`,
      `''`,
      'NULL',
    ];
    await check('text', values, [
      [{ values: ['paid'] }, '6/7'],
      [{ values: ['paid', ''] }, '5/7'],
      [{ values: ['PAID'], ignoreCase: true }, '5/7'],
      [{ values: ['paid'], trim: true }, '3/7'],
      [{ values: [' Paid '], trim: true, ignoreCase: true }, '1/7'],
      [{ values: ['paid'], mode: 'forbidden' }, '1/7'],
      [{ values: ['paid'], mode: 'forbidden', trim: true, ignoreCase: true }, '6/7'],
      [{ values: [''], mode: 'forbidden' }, '1/7'],
      [{ values: ["' OR 1=1 --"] }, '7/7'],
    ]);
  });

  it('text: letters beyond ASCII', async () => {
    // é composed and decomposed, ß and SS, the dotted and the dotless i
    const values = [`'É'`, `'E' || U&'\\0301'`, `'Straße'`, `'STRASSE'`, `'ı'`, `'İ'`, `'I'`];
    await check('text COLLATE "pg_c_utf8"', values, [
      [{ values: ['é'], ignoreCase: true }, '6/7'],
      [{ values: ['e\u0301'], ignoreCase: true }, '6/7'],
      [{ values: ['straße'], ignoreCase: true }, '6/7'],
      [{ values: ['strasse'], ignoreCase: true }, '6/7'],
      [{ values: ['i'], mode: 'forbidden', ignoreCase: true }, '2/7'],
      [{ values: ['ı'], mode: 'forbidden', ignoreCase: true }, '1/7'],
    ]);
  });

  it('char(n): the padding does not count', async () => {
    await check(
      'char(5)',
      [`'DE'`, `'de'`, `''`],
      [
        [{ values: ['DE'] }, '2/3'],
        [{ values: ['DE   '] }, '3/3'],
        [{ values: ['DE   '], trim: true }, '2/3'],
        [{ values: [''], mode: 'forbidden' }, '1/3'],
      ],
    );
  });

  it('boolean', async () => {
    await check(
      'boolean',
      ['true', 'false', 'NULL'],
      [
        [{ values: [true] }, '1/2'],
        [{ values: ['false', 'yes'] }, '0/2'],
        [{ values: [false], mode: 'forbidden' }, '1/2'],
        [{ values: ['perhaps'] }, 'DATA_ERROR'],
        [{ values: ['true'], ignoreCase: true }, 'UNSUPPORTED_TYPE'],
      ],
    );
  });

  it('uuid: in any spelling', async () => {
    await check(
      'uuid',
      [`'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`],
      [
        [{ values: ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'] }, '0/1'],
        [{ values: ['{a0eebc999c0b4ef8bb6d6bb9bd380a11}'] }, '0/1'],
        [{ values: ['a0eebc99'] }, 'DATA_ERROR'],
      ],
    );
  });

  it('numbers: by value, exactly', async () => {
    await check(
      'numeric',
      ['1.0', '9007199254740993', `'NaN'`, 'NULL'],
      [
        [{ values: [1, '9007199254740993'] }, '1/3'],
        [{ values: ['1.000', '9007199254740992'] }, '2/3'],
        [{ values: ['x'] }, 'UNSUPPORTED_TYPE'],
      ],
    );
    await check(
      'bigint',
      ['9007199254740993', '1'],
      [
        [{ values: ['9007199254740992'] }, '2/2'],
        [{ values: ['9007199254740993', '1.0'] }, '0/2'],
      ],
    );
  });

  it('dates and times', async () => {
    await check('date', [`'2024-02-29'`, `'infinity'`], [[{ values: ['2024-02-29'] }, '1/2']]);
    await check('timestamptz', [`'2024-06-01 00:00+02'`], [[{ values: ['2024-05-31T22:00:00Z'] }, '0/1']]);
    await check('time', [`'10:00'`], [[{ values: ['10:00:00'] }, '0/1']]);
  });

  it('enums, also with values that the enum does not have', async () => {
    await lab.customer.admin.query(`CREATE TYPE mood AS ENUM ('happy', 'Sad')`);
    await check(
      'mood',
      [`'happy'`, `'Sad'`, 'NULL'],
      [
        [{ values: ['happy'] }, '1/2'],
        [{ values: ['happy', 'sad'], ignoreCase: true }, '0/2'],
        [{ values: ['bored'], mode: 'forbidden' }, '0/2'],
      ],
    );
  });

  it('domains are what they are made of', async () => {
    await lab.customer.admin.query(`CREATE DOMAIN country AS varchar(2) CHECK (VALUE ~ '^[A-Z]+$')`);
    await check('country', [`'DE'`, `'FR'`], [[{ values: ['DE', 'germany'] }, '1/2']]);
  });
});
