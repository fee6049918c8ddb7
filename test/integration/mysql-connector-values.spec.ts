import type { RowSource } from '../../src/core/sql/dialect.ts';
import {
  and,
  asText,
  aggregate,
  column,
  compare,
  countAll,
  countIf,
  folded,
  groupSize,
  isFinite,
  isIn,
  isNull,
  literal,
  not,
  textLength,
  type Expression,
} from '../../src/core/sql/expression.ts';
import { createMysqlCustomer, describeWithMariadb, type MysqlCustomer } from '../support/mariadb.ts';
import { limits, MysqlProbe } from './mysql-connector.fixture.ts';
import { reasonOf, rowsOf } from './postgres-connector.fixture.ts';

/** What is peculiar to MySQL's types and collations; the rest is in the contract of all engines. */
describeWithMariadb("MySQL's own types and collations", () => {
  let customer: MysqlCustomer;
  const probe = new MysqlProbe();
  beforeAll(async () => {
    customer = await createMysqlCustomer();
    await customer.admin.query(`
      SET SESSION sql_mode = '';
      CREATE TABLE texts (ci VARCHAR(20) COLLATE utf8mb4_unicode_ci, bin VARCHAR(20) COLLATE utf8mb4_bin,
        latin VARCHAR(20) CHARACTER SET latin1, padded CHAR(10), kind ENUM('a', 'B'), marks SET('x', 'y'));
      INSERT INTO texts VALUES ('Ab', 'Ab', 'é', 'Ab ', 'a', 'x,y'), ('ab', 'ab', 'e', 'ab', 'B', 'x'),
        ('áb', 'áb', 'E', 'ab', 'a', ''), ('ab ', 'ab ', 'é', 'ab', 'B', 'y'), (NULL, NULL, NULL, NULL, NULL, NULL);
      CREATE TABLE partners (k VARCHAR(20) COLLATE utf8mb4_unicode_ci);
      INSERT INTO partners VALUES ('ab'), ('áb');
      CREATE TABLE others (k VARCHAR(20) COLLATE utf8mb4_general_ci);
      CREATE TABLE numbers (f FLOAT, d DOUBLE, u BIGINT UNSIGNED, y YEAR, yes BOOLEAN, one BIT(1), bits BIT(8));
      INSERT INTO numbers VALUES (0.1, 0, 18446744073709551615, 2024, TRUE, 1, 255),
        (16777216, -0e0, 0, 1999, FALSE, 0, 1), (NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      CREATE TABLE times (d DATE NOT NULL, dt DATETIME(6), ts TIMESTAMP(6) NULL, t TIME(6));
      INSERT INTO times VALUES ('0000-00-00', '0000-00-00', '2024-01-01', '-838:59:59'),
        ('2024-00-00', '2024-02-29 12:00:00.000001', '2024-01-01', '99:00:00'), ('2024-02-29', NULL, NULL, NULL);
      SET SESSION sql_mode = 'STRICT_ALL_TABLES';`);
  });
  afterAll(async () => {
    await probe.connector.close();
    await customer.drop();
  });

  const measure = async (
    table: string,
    expressions: readonly Expression[],
    source: RowSource = { kind: 'rows' },
  ) => {
    const dataset = { schema: customer.database, table };
    const statement = probe.connector.dialect.renderScalarSelect({
      dataset,
      filter: null,
      source,
      expressions,
    });
    return probe.within(customer.reader, (snapshot) => snapshot.send(statement, limits));
  };
  const numbersOf = async (table: string, ...expressions: readonly Expression[]) =>
    rowsOf(await measure(table, expressions))[0];
  const [ab, e] = [literal('text', 'ab'), literal('text', 'é')];

  it.each([
    ['ci', ab, '1'],
    ['bin', ab, '1'],
    ['latin', e, '2'],
    // the engine gives back CHAR without the blanks at its end
    ['padded', ab, '3'],
    ['kind', literal('text', 'b'), '0'],
    ['kind', literal('text', 'B'), '2'],
    ['marks', literal('text', 'x,y'), '1'],
  ])('text of column %s equals byte by byte', async (name, value, expected) => {
    expect(await numbersOf('texts', countIf(isIn(asText(column(name)), [value])))).toEqual([expected]);
  });

  it('folds what it is asked to fold only', async () => {
    const text = asText(column('ci'));
    const both = folded(text, { trim: true, ignoreCase: true });
    expect(
      await numbersOf(
        'texts',
        countIf(compare(both, '=', ab)),
        countIf(compare(textLength(text), '=', literal('integer', '3'))),
      ),
    ).toEqual(['3', '1']);
  });

  it.each([
    ['ci', '4'],
    ['bin', '4'],
    ['latin', '3'],
    ['padded', '2'],
    ['kind', '2'],
    ['marks', '4'],
  ])('groups of column %s are told apart byte by byte', async (name, expected) => {
    const source: RowSource = { kind: 'groups', columns: [name], nulls: 'ignoreAny' };
    expect(rowsOf(await measure('texts', [countAll], source))).toEqual([[expected]]);
  });

  it('partners of texts are told apart byte by byte, and need one collation', async () => {
    const orphans = (table: string): RowSource => ({
      kind: 'orphans',
      columns: ['ci'],
      match: 'simple',
      reference: { dataset: { schema: customer.database, table }, columns: ['k'], filter: null },
    });
    expect(rowsOf(await measure('texts', [countAll], orphans('partners')))).toEqual([['2']]);
    expect(reasonOf(await measure('texts', [countAll], orphans('others')))).toMatchObject({
      code: 'INVALID_SQL',
      message: expect.stringMatching(/texts of different collations meet/),
    });
  });

  it('numbers keep their digits, and minus zero is zero', async () => {
    const present = (name: string) => not(isNull(column(name)));
    const max = (name: string) => aggregate('max', column(name), present(name));
    expect(
      await numbersOf('numbers', max('f'), max('u'), max('y'), aggregate('mean', column('y'), present('y'))),
    ).toEqual(['16777216', '18446744073709551615', '2024', '2011.5000000000000000']);
    const source: RowSource = { kind: 'groups', columns: ['d'], nulls: 'ignoreAny' };
    expect(
      rowsOf(
        await measure(
          'numbers',
          [countAll, countIf(compare(groupSize, '>', literal('integer', '1')))],
          source,
        ),
      ),
    ).toEqual([['1', '1']]);
  });

  it('tinyint(1) and bit(1) are compared as booleans', async () => {
    const yes = literal('boolean', 'true');
    expect(
      await numbersOf(
        'numbers',
        countIf(compare(column('yes'), '=', yes)),
        countIf(compare(column('one'), '=', yes)),
      ),
    ).toEqual(['1', '1']);
  });

  it('a zero date is a value but no instant', async () => {
    const finite = (name: string) => countIf(isFinite(column(name)));
    expect(
      await numbersOf(
        'times',
        countIf(isNull(column('d'))),
        countIf(isNull(column('dt'))),
        finite('d'),
        finite('dt'),
        finite('ts'),
        countIf(and(compare(column('d'), '<', literal('date', '2024-01-01')))),
      ),
    ).toEqual(['0', '1', '1', '1', '2', '2']);
    const dataset = { schema: customer.database, table: 'times' };
    const nulls = probe.connector.dialect.renderRowSelect(
      {
        dataset,
        filter: null,
        source: { kind: 'rows' },
        condition: isNull(column('d')),
        columns: ['d'],
        limit: 9,
      },
      'bound',
    );
    expect(rowsOf(await probe.within(customer.reader, (snapshot) => snapshot.send(nulls, limits)))).toEqual(
      [],
    );
  });

  it('rows are shown as texts of every type', async () => {
    const rowsIn = async (table: string, columns: readonly string[]) => {
      const select = { filter: null, source: { kind: 'rows' }, condition: null, columns, limit: 9 } as const;
      const dataset = { schema: customer.database, table };
      const statement = probe.connector.dialect.renderRowSelect({ ...select, dataset }, 'bound');
      return rowsOf(await probe.within(customer.reader, (snapshot) => snapshot.send(statement, limits)));
    };
    expect((await rowsIn('numbers', ['f', 'd', 'u', 'y', 'yes', 'one', 'bits']))[0]).toEqual([
      '0.1',
      '0',
      '18446744073709551615',
      '2024',
      '1',
      '1',
      '255',
    ]);
    expect((await rowsIn('times', ['d', 'dt', 'ts', 't']))[0]).toEqual([
      '0000-00-00',
      '0000-00-00 00:00:00',
      '2024-01-01 00:00:00',
      '-838:59:59',
    ]);
  });
});
