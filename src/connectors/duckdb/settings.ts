import { z } from 'zod';

const SIZE = /^([1-9]\d{0,5})(MB|GB)$/;

const isLocal = (path: string) => path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
const isRemote = (path: string) => path.startsWith('s3://');

/** What reads files: a folder of them, one file, a DuckDB database, or a part of a bucket. */
export const duckdbSettings = z
  .strictObject({
    path: z
      .string()
      .max(1024)
      .refine((path) => !path.includes('\0'), 'must not contain a zero byte')
      .refine(
        (path) => isLocal(path) || /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/.test(path),
        'must be the whole path of a folder or file, or s3://bucket/prefix',
      )
      .refine((path) => !/[*?[\]]/.test(path), 'must not contain * ? [ or ]')
      .refine((path) => !path.split(/[\\/]/).includes('..'), 'must not contain ..')
      .describe(
        'a folder, a .csv, .tsv, .parquet, .json or .ndjson file, a .duckdb file, or s3://bucket/prefix',
      ),
    memoryLimit: z
      .string()
      .regex(SIZE, 'must look like 512MB or 2GB')
      .refine((size) => megabytesOf(size) >= 64 && megabytesOf(size) <= 65_536, 'must be 64MB to 64GB')
      .default('512MB')
      .describe('of one run; what does not fit goes to temporary files'),
    threads: z.int().min(1).max(64).default(2),
    // it becomes a part of the host's name
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,64}$/, 'must look like eu-central-1')
      .exactOptional()
      .describe('of the bucket'),
    endpoint: z
      .string()
      .max(253)
      .regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/, 'must be a host name with or without a port')
      .exactOptional()
      .describe("of an S3 that is not Amazon's"),
  })
  .refine(
    ({ path, region, endpoint }) => isRemote(path) || (region === undefined && endpoint === undefined),
    {
      path: ['region'],
      message: 'region and endpoint go with s3:// only',
    },
  );
export type DuckDBSettings = z.output<typeof duckdbSettings>;

const key = z.string().min(1).max(1000);
export const duckdbSecrets = z
  .strictObject({ accessKeyId: key.exactOptional(), secretAccessKey: key.exactOptional() })
  .refine(
    ({ accessKeyId, secretAccessKey }) => (accessKeyId === undefined) === (secretAccessKey === undefined),
    'accessKeyId and secretAccessKey go together',
  );

const megabytesOf = (size: string): number => {
  const [, number, unit] = SIZE.exec(size) ?? [];
  return Number(number) * (unit === 'GB' ? 1024 : 1);
};
