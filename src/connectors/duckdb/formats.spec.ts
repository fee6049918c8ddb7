import { datasetText, parseDataset } from '../../core/dataset.ts';
import { datasetOfFile, fileOfDataset, isPattern, readerSql } from './formats.ts';

describe('files as datasets', () => {
  it.each([
    ['orders.csv', 'orders.csv'],
    ['Orders.CSV', 'Orders.CSV'],
    ['2026/Q 1/orders.parquet', '2026/Q 1/orders.parquet'],
    ['orders.2026.csv', '"orders.2026".csv'],
    ['events.ndjson.gz', '"events.ndjson".gz'],
    [`o'r"d.json`, `"o'r""d".json`],
  ])('%s is %s, and back', (file, text) => {
    const dataset = datasetOfFile(file)!;
    expect(datasetText(dataset)).toBe(text);
    expect(fileOfDataset(parseDataset(text, 'main')!)).toBe(file);
  });

  it.each(['notes.txt', 'csv', '.csv', 'a/.csv', 'data.csv.zip', 'x.parquet.gz', 'a.constructor'])(
    '%s is no data',
    (file) => {
      expect(datasetOfFile(file)).toBeNull();
    },
  );

  it('has patterns for many files', () => {
    expect(fileOfDataset(parseDataset('events/**/part-*.parquet', 'main')!)).toBe('events/**/part-*.parquet');
    expect(isPattern('events/*.csv')).toBe(true);
    expect(isPattern('events/a.csv')).toBe(false);
  });

  it.each([
    ['../etc/passwd', 'csv'],
    ['*/../../x', 'csv'],
    ['/etc/passwd', 'csv'],
    ['a/../../b', 'csv'],
    ['a//b', 'csv'],
    ['./a', 'csv'],
    ['a/.hidden', 'csv'],
    ['a\\..\\b', 'csv'],
    ['a[b]', 'csv'],
    ['a\0', 'csv'],
    ['main', 'orders'],
    ['s3://bucket/a', 'csv'],
  ])('%j, %j is no file', (schema, table) => {
    expect(fileOfDataset({ schema, table })).toBeNull();
  });
});

describe('readerSql', () => {
  it('takes the path as a text', () => {
    expect(readerSql(`/data/o'clock.csv`)).toBe(`read_csv('/data/o''clock.csv')`);
    expect(readerSql('/data/a.json.gz')).toBe(`read_json('/data/a.json.gz')`);
  });
});
