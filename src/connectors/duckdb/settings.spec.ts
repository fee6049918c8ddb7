import { duckdbSecrets, duckdbSettings } from './settings.ts';

const accepts = (settings: object) => duckdbSettings.safeParse(settings).success;

describe('duckdbSettings', () => {
  it('is gentle unless told otherwise', () => {
    expect(duckdbSettings.parse({ path: '/data' })).toEqual({
      path: '/data',
      memoryLimit: '512MB',
      threads: 2,
    });
  });

  it.each([
    '/',
    '/data/in',
    '/data/a b.csv',
    '/data/..hidden',
    's3://bucket',
    's3://my.bucket/a/b c',
    's3://bucket/',
  ])('accepts the path %s', (path) => {
    expect(accepts({ path })).toBe(true);
  });

  it.each([
    '',
    'data',
    './data',
    '~/data',
    '/data/../etc',
    '/data/..',
    '/data/*.csv',
    '/data/[ab].csv',
    '/data\0',
    's3://',
    's3://B',
    's3://bucket/../other',
    's3:/bucket',
    'https://example.com/x.csv',
    'file:///etc',
    `/${'x'.repeat(1024)}`,
  ])('refuses the path %j', (path) => {
    expect(accepts({ path })).toBe(false);
  });

  it.each(['512', '0MB', '63MB', '65GB', '1TB', '1.5GB', "1GB'; SET x"])(
    'refuses memory of %s',
    (memoryLimit) => {
      expect(accepts({ path: '/data', memoryLimit })).toBe(false);
    },
  );

  it('takes region and endpoint with a bucket only', () => {
    expect(accepts({ path: 's3://bucket', region: 'eu-west-1', endpoint: 'minio.local:9000' })).toBe(true);
    expect(accepts({ path: '/data', region: 'eu-west-1' })).toBe(false);
    expect(accepts({ path: '/data', endpoint: 'minio.local' })).toBe(false);
    expect(accepts({ path: 's3://bucket', endpoint: 'https://minio.local' })).toBe(false);
  });
});

describe('duckdbSecrets', () => {
  it('takes both keys or none', () => {
    expect(duckdbSecrets.safeParse({}).success).toBe(true);
    expect(duckdbSecrets.safeParse({ accessKeyId: 'a', secretAccessKey: 'b' }).success).toBe(true);
    expect(duckdbSecrets.safeParse({ accessKeyId: 'a' }).success).toBe(false);
    expect(duckdbSecrets.safeParse({ password: 'a' }).success).toBe(false);
  });
});
