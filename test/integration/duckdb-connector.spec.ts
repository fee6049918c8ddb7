import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '../../src/ports/connector.ts';
import { duckdbTarget, withDuckDB } from '../support/engines/duckdb-lab.ts';
import {
  ask,
  createWarehouse,
  limits,
  reasonOf,
  rowsOf,
  sql,
  within,
  writeFromOutside,
  type Warehouse,
} from './duckdb-connector.fixture.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await createWarehouse();
});
afterAll(() => warehouse.drop());

const SLOW = 'SELECT count(*) FROM range(1000000000000) AS r(i) WHERE i % 7 = 3';

describe('files', () => {
  it.each([
    ['orders.csv', '3'],
    ['"zipped.csv".gz', '2'],
    ['tabs.tsv', '1'],
    ['list.json', '2'],
    ['lines.ndjson', '3'],
    ['big.parquet', '1000'],
    ['"2026/Q 1/or.ders".csv', '1'],
  ])('%s is read under its name', async (dataset, rows) => {
    expect(rowsOf(await ask(warehouse, `SELECT count(*) FROM ${dataset}`))).toEqual([[rows]]);
  });

  it('answer texts and nulls', async () => {
    expect(rowsOf(await ask(warehouse, 'SELECT COLUMNS(*)::VARCHAR FROM orders.csv ORDER BY id'))).toEqual([
      ['1', 'paid', '10.5', '2026-01-01 10:00:00'],
      ['2', 'open', '20.0', '2026-01-02 00:00:00'],
      ['3', null, null, null],
    ]);
  });

  it('are listed by name, page by page, without what is hidden, no data, or leads out', async () => {
    const target = duckdbTarget(warehouse.folder);
    const all = await warehouse.connector.datasets(target, { limit: 100, after: null });
    expect(all).toEqual(
      [
        '"2026/Q 1/or.ders".csv',
        'big.parquet',
        'broken.json',
        'fake.parquet',
        'late.csv',
        'lines.ndjson',
        'list.json',
        'orders.csv',
        'parts/day=2026-01-01/a.csv',
        'parts/day=2026-01-02/a.csv',
        'tabs.tsv',
        '"zipped.csv".gz',
      ].map((dataset) => ({ dataset, type: 'table', estimatedRows: null })),
    );
    const first = await warehouse.connector.datasets(target, { limit: 4, after: null });
    const rest = await warehouse.connector.datasets(target, { limit: 100, after: first.at(-1)!.dataset });
    expect([...first, ...rest]).toEqual(all);
  });

  it('have the columns that DuckDB finds', async () => {
    const columnsOf = (schema: string, table: string) =>
      within(warehouse, duckdbTarget(warehouse.folder), (snapshot) => snapshot.columns({ schema, table }));
    expect(await columnsOf('orders', 'csv')).toEqual([
      { name: 'id', type: 'integer', nativeType: 'BIGINT', nullable: true },
      { name: 'status', type: 'text', nativeType: 'VARCHAR', nullable: true },
      { name: 'amount', type: 'float', nativeType: 'DOUBLE', nullable: true },
      { name: 'at', type: 'timestamp', nativeType: 'TIMESTAMP', nullable: true },
    ]);
    expect((await columnsOf('list', 'json'))?.map(({ type }) => type)).toEqual(['integer', 'other', 'other']);
    expect(await columnsOf('gone', 'csv')).toBeNull();
    expect(await columnsOf('Orders', 'csv')).toBeNull();
    expect(await columnsOf('main', 'orders')).toBeNull();
    await expect(columnsOf('fake', 'parquet')).rejects.toMatchObject({ reason: { code: 'DATA_ERROR' } });
  });

  it('are one dataset under a name with *, with the columns that their folders give', async () => {
    await within(warehouse, duckdbTarget(warehouse.folder), async (snapshot) => {
      const dataset = { schema: 'parts/**/*', table: 'csv' };
      expect((await snapshot.columns(dataset))?.map(({ name, type }) => [name, type])).toEqual([
        ['id', 'integer'],
        ['day', 'date'],
      ]);
      const count = sql(`SELECT count(*) FROM "parts/**/*".csv WHERE day = DATE '2026-01-02'`);
      expect(rowsOf(await snapshot.send(count, limits))).toEqual([['2']]);
      expect(await snapshot.columns({ schema: 'parts/no*', table: 'csv' })).toBeNull();
      expect(await snapshot.columns({ schema: 'no/*', table: 'csv' })).toBeNull();
    });
  });

  it('of Parquet know how many rows they have', async () => {
    const estimateOf = (schema: string, table: string) =>
      within(warehouse, duckdbTarget(warehouse.folder), (snapshot) =>
        snapshot.estimatedRows({ schema, table }),
      );
    expect(await estimateOf('big', 'parquet')).toBe(1000);
    expect(await estimateOf('orders', 'csv')).toBeNull();
    expect(await estimateOf('gone', 'parquet')).toBeNull();
  });

  it('can be a connection one by one', async () => {
    const path = join(warehouse.folder, 'orders.csv');
    expect(rowsOf(await ask(warehouse, 'SELECT count(*) FROM orders.csv', path))).toEqual([['3']]);
    expect(reasonOf(await ask(warehouse, 'SELECT count(*) FROM tabs.tsv', path))).toMatchObject({
      code: 'MISSING_DATASET',
    });
    const list = await warehouse.connector.datasets(duckdbTarget(path), { limit: 9, after: null });
    expect(list.map(({ dataset }) => dataset)).toEqual(['orders.csv']);
  });

  it('tell what is wrong with them, without what stands in them', async () => {
    const late = reasonOf(await ask(warehouse, 'SELECT count(id) FROM late.csv'));
    expect(late).toMatchObject({ code: 'DATA_ERROR' });
    expect(late.message).toContain('CSV');
    expect(late.message).not.toContain('hunter2');
    expect(reasonOf(await ask(warehouse, 'SELECT * FROM broken.json'))).toMatchObject({ code: 'DATA_ERROR' });
    expect(reasonOf(await ask(warehouse, 'SELECT * FROM fake.parquet'))).toMatchObject({
      code: 'DATA_ERROR',
    });
    expect(reasonOf(await ask(warehouse, 'SELECT * FROM gone.csv'))).toEqual({
      code: 'MISSING_DATASET',
      message: "there is no file gone.csv in the connection's folder",
    });
  });

  it('that differ in case only are never mixed up', async () => {
    await writeFile(join(warehouse.folder, 'Tabs.tsv'), 'id\n1\n2\n3\n');
    expect(rowsOf(await ask(warehouse, 'SELECT count(*) FROM "Tabs".tsv'))).toEqual([['3']]);
    expect(reasonOf(await ask(warehouse, 'SELECT 1 FROM tabs.tsv, "Tabs".tsv')).message).toContain('apart');
  });
});

describe('a database file', () => {
  it('lists its tables and views, and reads them', async () => {
    const target = duckdbTarget(warehouse.database);
    const all = await warehouse.connector.datasets(target, { limit: 10, after: null });
    expect(all).toEqual([
      { dataset: 'main.leak', type: 'view', estimatedRows: null },
      { dataset: 'main.orders', type: 'table', estimatedRows: 1 },
      { dataset: 'sales_eu.Odd Name', type: 'table', estimatedRows: 0 },
      { dataset: 'sales_eu.every', type: 'view', estimatedRows: null },
    ]);
    expect(await warehouse.connector.datasets(target, { limit: 10, after: 'main.orders' })).toEqual(
      all.slice(2),
    );
    const rows = await ask(warehouse, 'SELECT * FROM sales_eu.every, orders', warehouse.database);
    expect(rowsOf(rows)).toEqual([['1', 'paid', '1', 'paid']]);
    await within(warehouse, target, async (snapshot) => {
      expect(await snapshot.columns({ schema: 'sales_eu', table: 'Odd Name' })).toEqual([
        { name: 'id', type: 'integer', nativeType: 'INTEGER', nullable: false },
      ]);
      expect(await snapshot.columns({ schema: 'main', table: 'gone' })).toBeNull();
      expect(await snapshot.estimatedRows({ schema: 'main', table: 'orders' })).toBe(1);
      expect(await snapshot.estimatedRows({ schema: 'sales_eu', table: 'every' })).toBeNull();
    });
  });

  it('can have a schema that is named like the file', async () => {
    const file = join(warehouse.database, '..', 'stock.duckdb');
    await withDuckDB(file, 'CREATE SCHEMA stock.stock', 'CREATE TABLE stock.stock.items AS SELECT 1 AS id');
    expect(rowsOf(await ask(warehouse, 'SELECT count(*) FROM "stock"."items"', file))).toEqual([['1']]);
  });

  it('stays as it is while any snapshot is open, and is free afterwards', async () => {
    const write = () =>
      writeFromOutside(warehouse.database, 'CREATE OR REPLACE TABLE main.extra AS SELECT 1 AS id');
    const target = duckdbTarget(warehouse.database);
    await within(warehouse, target, async (snapshot) => {
      // another snapshot comes and goes meanwhile
      await within(warehouse, target, (other) => other.columns({ schema: 'main', table: 'orders' }));
      await expect(write()).rejects.toThrow('Could not set lock on file');
      expect(rowsOf(await snapshot.send(sql('SELECT count(*) FROM main.orders'), limits))).toEqual([['1']]);
    });
    await write();
    expect(rowsOf(await ask(warehouse, 'SELECT count(*) FROM extra', warehouse.database))).toEqual([['1']]);
  });

  it('is reported when it is no database', async () => {
    const report = await warehouse.connector.verify(duckdbTarget(join(warehouse.folder, 'notes.txt')));
    expect(report).toMatchObject({ reachable: false, problem: { code: 'UNREACHABLE' } });
    expect(report.problem?.message).toContain('no DuckDB database');
  });
});

describe('verify', () => {
  it('tells the version, and that nothing can be written', async () => {
    for (const path of [warehouse.folder, warehouse.database])
      expect(await warehouse.connector.verify(duckdbTarget(path))).toEqual({
        reachable: true,
        problem: null,
        engineVersion: expect.stringMatching(/^DuckDB \d+\.\d+\.\d+$/) as string,
        latencyMs: expect.any(Number) as number,
        canWrite: false,
        writePrivileges: [],
        grants: null,
      });
  });

  it('says that s3 needs an extension where it is not installed, or that the bucket does not answer', async () => {
    const target = duckdbTarget('s3://no-such-bucket/x', { endpoint: '127.0.0.1:9' });
    const report = await warehouse.connector.verify({
      ...target,
      limits: { ...target.limits, connectTimeout: '5s' },
    });
    expect(report.reachable).toBe(false);
    expect(['UNREACHABLE', 'DATA_ERROR', 'TIME_OUT']).toContain(report.problem?.code);
  });
});

describe('a snapshot', () => {
  it('has one clock', async () => {
    const before = Date.now();
    await within(warehouse, duckdbTarget(warehouse.folder), async (snapshot) => {
      const now = warehouse.connector.dialect.renderScalarSelect({
        dataset: { schema: 'orders', table: 'csv' },
        filter: null,
        source: { kind: 'nothing', sql: '' },
        expressions: [{ node: 'isoText', instant: { node: 'now' } }],
      });
      const [first] = rowsOf(await snapshot.send(now, limits));
      expect(new Date(first![0]!)).toEqual(snapshot.takenAt);
      expect(rowsOf(await snapshot.send(now, limits))).toEqual([first]);
      expect(snapshot.takenAt.getTime()).toBeGreaterThanOrEqual(before);
      expect(snapshot.engineVersion).toMatch(/^DuckDB 1\./);
    });
  });

  it('survives statements that fail, of every sort, also at the same time', async () => {
    await within(warehouse, duckdbTarget(warehouse.folder), async (snapshot) => {
      const texts = [
        `SELECT 'x'::INTEGER`,
        'SELEC',
        'SELECT * FROM gone.csv',
        'SELECT nothing FROM orders.csv',
      ];
      const outcomes = await Promise.all(texts.map((text) => snapshot.send(sql(text), limits)));
      expect(outcomes.map((outcome) => reasonOf(outcome).code)).toEqual([
        'DATA_ERROR',
        'INVALID_SQL',
        'MISSING_DATASET',
        'MISSING_COLUMN',
      ]);
      expect(rowsOf(await snapshot.send(sql('SELECT count(*) FROM orders.csv'), limits))).toEqual([['3']]);
    });
  });

  it('ends a statement at its time-out, and goes on', async () => {
    await within(warehouse, duckdbTarget(warehouse.folder), async (snapshot) => {
      const late = await snapshot.send(sql(SLOW), { ...limits, statementTimeoutMs: 200 });
      expect(reasonOf(late)).toEqual({
        code: 'TIME_OUT',
        message: 'the statement took longer than the 200 ms allowed',
      });
      expect(rowsOf(await snapshot.send(sql('SELECT 1'), limits))).toEqual([['1']]);
    });
  });

  it('is cancelled by the signal', async () => {
    const cancel = new AbortController();
    const target = duckdbTarget(warehouse.database);
    const work = (snapshot: Snapshot) => {
      setTimeout(() => cancel.abort(), 100);
      return snapshot.send(sql(SLOW), limits);
    };
    expect(reasonOf(await within(warehouse, target, work, cancel.signal))).toEqual({
      code: 'CANCELLED',
      message: 'the run was cancelled',
    });
    await expect(within(warehouse, target, () => Promise.resolve(), cancel.signal)).rejects.toMatchObject({
      reason: { code: 'CANCELLED' },
    });
  });

  it('has a limit for its memory', async () => {
    const target = duckdbTarget(warehouse.folder, { memoryLimit: '64MB' });
    // a list of one group cannot be put into a temporary file
    const greedy = sql('SELECT length(string_agg(i::VARCHAR)) FROM range(100000000) AS r(i)');
    const outcome = await within(warehouse, target, (snapshot) => snapshot.send(greedy, limits));
    expect(reasonOf(outcome).code).toBe('RESOURCES');
  });

  it('passes errors of the work on', async () => {
    const work = () => Promise.reject(new TypeError('of the work'));
    await expect(within(warehouse, duckdbTarget(warehouse.folder), work)).rejects.toThrow(
      new TypeError('of the work'),
    );
  });
});
