import { z } from 'zod';
import { duration, knownDurationMs } from '../core/duration.ts';

const ms = (text: string, limits: { min?: string; max?: string } = {}) =>
  duration(limits).default(text).transform(knownDurationMs);
const port = z.coerce.number().int().min(0).max(65_535);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `is not a URL like ${example}` });

const variables = z.object({
  ROLE: z.enum(['all', 'api', 'worker', 'scheduler']).default('all'),
  HOST: optional(z.string()),
  PORT: port.default(8001),
  DATA_DIR: z.string().min(1).default('.plumbline'),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),

  RESULTS_DB_URL: optional(url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/plumbline')),
  EMBEDDED_POSTGRES_PORT: optional(port),
  REDIS_URL: optional(url(/^rediss?$/, 'redis://host:6379')),

  DYNAMODB_ENDPOINT: optional(url(/^https?$/, 'http://host:8000')),
  EMBEDDED_DYNAMODB_PORT: optional(port),
  CONFIG_STORE: optional(z.literal('aws')),
  AWS_PROFILE: optional(z.string()),
  AWS_ACCESS_KEY_ID: optional(z.string()),
  AWS_SECRET_ACCESS_KEY: optional(z.string()),
  AWS_REGION: z.string().default('us-east-1'),
  TABLE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{0,64}$/)
    .default('Plumbline'),

  ENCRYPTION_KEY: optional(
    z
      .string()
      .refine(
        (text) => Buffer.from(text, 'base64').length === 32,
        'must be 32 random bytes in base64: openssl rand -base64 32',
      )
      .transform((text) => Buffer.from(text, 'base64')),
  ),

  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(512).default(16),
  LEASE: ms('30s', { min: '2s', max: '10m' }),
  MAX_ATTEMPTS: z.coerce.number().int().min(1).max(10).default(3),
  SWEEP_EVERY: ms('15s', { min: '1s', max: '10m' }),
  DRAIN_TIMEOUT: ms('20s', { min: '0s', max: '10m' }),
  RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(400),
  BODY_LIMIT: z
    .string()
    .regex(/^\d+(kb|mb)$/, 'must look like 256kb or 1mb')
    .default('256kb'),
});

/** How to reach the DynamoDB API; `embedded` starts our own. */
export type ConfigStoreSettings =
  | { readonly kind: 'embedded'; readonly port: number | null }
  | { readonly kind: 'endpoint'; readonly endpoint: string; readonly region: string }
  | { readonly kind: 'profile'; readonly profile: string; readonly region: string }
  | {
      readonly kind: 'keys';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly region: string;
    }
  | { readonly kind: 'defaultChain'; readonly region: string };

const env = variables
  .superRefine((v, ctx) => {
    const embedded = [
      ...(v.RESULTS_DB_URL ? [] : ['RESULTS_DB_URL']),
      ...(configStoreOf(v).kind === 'embedded' ? ['DYNAMODB_ENDPOINT (or the AWS variables)'] : []),
    ];
    if (v.ROLE !== 'all')
      for (const name of embedded)
        ctx.addIssue({
          code: 'custom',
          path: ['ROLE'],
          message: `${v.ROLE} needs ${name}: embedded parts serve one process, ROLE=all`,
        });
    if (v.AWS_ACCESS_KEY_ID && !v.AWS_SECRET_ACCESS_KEY)
      ctx.addIssue({
        code: 'custom',
        path: ['AWS_SECRET_ACCESS_KEY'],
        message: 'is needed with AWS_ACCESS_KEY_ID',
      });
    if (v.ENCRYPTION_KEY === undefined && embedded.length < 2)
      ctx.addIssue({
        code: 'custom',
        path: ['ENCRYPTION_KEY'],
        message: 'is needed as soon as a store is not embedded: openssl rand -base64 32',
      });
  })
  .transform((v) => ({
    role: v.ROLE,
    /** Embedded mode listens on loopback only, unless told otherwise. */
    host: v.HOST ?? (v.RESULTS_DB_URL && configStoreOf(v).kind !== 'embedded' ? '0.0.0.0' : '127.0.0.1'),
    port: v.PORT,
    dataDir: v.DATA_DIR,
    log: { level: v.LOG_LEVEL, format: v.LOG_FORMAT },
    resultsDb: v.RESULTS_DB_URL
      ? ({ kind: 'url', url: v.RESULTS_DB_URL } as const)
      : ({ kind: 'embedded', port: v.EMBEDDED_POSTGRES_PORT ?? null } as const),
    redisUrl: v.REDIS_URL ?? null,
    configStore: configStoreOf(v),
    tablePrefix: v.TABLE_PREFIX,
    /** 32 bytes; null in embedded mode, where a key file in `dataDir` is made on first start. */
    encryptionKey: v.ENCRYPTION_KEY ?? null,
    worker: { concurrency: v.WORKER_CONCURRENCY, leaseMs: v.LEASE, maxAttempts: v.MAX_ATTEMPTS },
    sweepEveryMs: v.SWEEP_EVERY,
    drainTimeoutMs: v.DRAIN_TIMEOUT,
    retentionDays: v.RETENTION_DAYS,
    bodyLimit: v.BODY_LIMIT,
  }));

export type Env = Readonly<z.output<typeof env>>;

/** All that is wrong with the environment, one line a variable. */
export class InvalidEnvironment extends Error {
  constructor(readonly lines: readonly string[]) {
    super(`the environment is not valid:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'InvalidEnvironment';
  }
}

/** The only reader of environment variables. Throws `InvalidEnvironment` with every problem at once. */
export function loadEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed = env.safeParse(source);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new InvalidEnvironment(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  );
}

/** The documented order: endpoint, profile, keys, and the SDK's default chain only when asked for. */
function configStoreOf(v: z.output<typeof variables>): ConfigStoreSettings {
  const region = v.AWS_REGION;
  if (v.DYNAMODB_ENDPOINT) return { kind: 'endpoint', endpoint: v.DYNAMODB_ENDPOINT, region };
  if (v.AWS_PROFILE) return { kind: 'profile', profile: v.AWS_PROFILE, region };
  if (v.AWS_ACCESS_KEY_ID && v.AWS_SECRET_ACCESS_KEY)
    return {
      kind: 'keys',
      accessKeyId: v.AWS_ACCESS_KEY_ID,
      secretAccessKey: v.AWS_SECRET_ACCESS_KEY,
      region,
    };
  if (v.CONFIG_STORE === 'aws') return { kind: 'defaultChain', region };
  return { kind: 'embedded', port: v.EMBEDDED_DYNAMODB_PORT ?? null };
}
