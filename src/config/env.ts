import { z } from 'zod';
import { mailSender } from '../core/alerting/mail-address.ts';
import { accessContradictions, accessOf, accessVariables } from './access-variables.ts';
import { networkOf, networkVariables } from './network-variables.ts';
import { integer, ms, port, url } from './variable-kinds.ts';

const variables = z.object({
  ...accessVariables,
  ...networkVariables,
  ROLE: z.enum(['all', 'api', 'worker', 'scheduler']).default('all'),
  HOST: z.string().optional(),
  PORT: port.default(8001),
  DATA_DIR: z.string().min(1).default('.plumbline'),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),

  RESULTS_DB_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/plumbline').optional(),
  EMBEDDED_POSTGRES_PORT: port.optional(),
  REDIS_URL: url(/^rediss?$/, 'redis://host:6379').optional(),

  DYNAMODB_ENDPOINT: url(/^https?$/, 'http://host:8000').optional(),
  EMBEDDED_DYNAMODB_PORT: port.optional(),
  CONFIG_STORE: z.literal('aws').optional(),
  AWS_PROFILE: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  AWS_REGION: z.string().default('us-east-1'),
  TABLE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'may hold letters, digits, _ . and -, at most 64 of them')
    .default('Plumbline'),

  ENCRYPTION_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 random bytes in base64: openssl rand -base64 32')
    .transform((text) => Buffer.from(text, 'base64'))
    .optional(),

  SMTP_URL: url(/^smtps?$/, 'smtps://user:password@mail.example.com').optional(),
  MAIL_FROM: mailSender.optional(),

  WORKER_CONCURRENCY: integer(1, 512).default(16),
  LEASE: ms('30s', { min: '2s', max: '10m' }),
  MAX_ATTEMPTS: integer(1, 10).default(3),
  SWEEP_EVERY: ms('15s', { min: '1s', max: '10m' }),
  TICK_EVERY: ms('1s', { min: '0.2s', max: '1m' }),
  ALERT_GATHER: ms('60s', { min: '0s', max: '1h' }),
  DRAIN_TIMEOUT: ms('20s', { min: '0s', max: '10m' }),
  RETENTION_DAYS: integer(1, 3650).default(400),
  DUCKDB_ALLOWED_PATHS: z
    .string()
    .transform((text) => text.split(':').filter((path) => path !== ''))
    .refine(
      (paths) => paths.every((path) => path.startsWith('/') && !path.split('/').includes('..')),
      'must be whole paths of folders, with : between them and without ..',
    )
    .default([]),
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
      /** Only temporary keys have one. */
      readonly sessionToken?: string;
      readonly region: string;
    }
  | { readonly kind: 'defaultChain'; readonly region: string };

/** What has been set, by name. An empty text is the same as none: `PORT=` in a file unsets it. */
type Given = Readonly<Record<string, string>>;

/** What is wrong between variables. It looks only at which are set, so that it can speak up next to a bad value. */
function contradictions(given: Given): string[] {
  const problems: string[] = [];
  const configStore = configStoreKind(given);
  const embedded = [
    ...(given['RESULTS_DB_URL'] ? [] : ['RESULTS_DB_URL']),
    ...(configStore === 'embedded' ? ['DYNAMODB_ENDPOINT (or the AWS variables)'] : []),
  ];
  const role = given['ROLE'] ?? 'all';
  if (role !== 'all' && variables.shape.ROLE.safeParse(role).success)
    for (const name of embedded)
      problems.push(`ROLE: ${role} needs ${name}: embedded parts serve one process, ROLE=all`);
  for (const [one, other] of [
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'],
  ] as const)
    if (given[one] && !given[other]) problems.push(`${other}: is needed with ${one}`);
  if (given['SMTP_URL'] && !given['MAIL_FROM']) problems.push('MAIL_FROM: is needed with SMTP_URL');
  problems.push(...accessContradictions(given));
  if (!given['ENCRYPTION_KEY'] && embedded.length < 2)
    problems.push('ENCRYPTION_KEY: is needed as soon as a store is not embedded: openssl rand -base64 32');
  return problems;
}

function arrange(v: z.output<typeof variables>, configStore: ConfigStoreSettings) {
  const isEmbedded = !v.RESULTS_DB_URL || configStore.kind === 'embedded';
  const host = v.HOST ?? (isEmbedded ? '127.0.0.1' : '0.0.0.0');
  return {
    role: v.ROLE,
    /** Embedded mode listens on loopback only, unless told otherwise. */
    host,
    port: v.PORT,
    dataDir: v.DATA_DIR,
    log: Object.freeze({ level: v.LOG_LEVEL, format: v.LOG_FORMAT }),
    resultsDb: Object.freeze(
      v.RESULTS_DB_URL
        ? ({ kind: 'url', url: v.RESULTS_DB_URL } as const)
        : ({ kind: 'embedded', port: v.EMBEDDED_POSTGRES_PORT ?? null } as const),
    ),
    redisUrl: v.REDIS_URL ?? null,
    configStore: Object.freeze(configStore),
    tablePrefix: v.TABLE_PREFIX,
    /** 32 bytes; null in embedded mode, where a key file in `dataDir` is made on first start. */
    encryptionKey: v.ENCRYPTION_KEY ?? null,
    /** Without a server mails are kept, to be read through the API. */
    mail: Object.freeze({ url: v.SMTP_URL ?? null, from: v.MAIL_FROM ?? 'Plumbline <plumbline@localhost>' }),
    ...networkOf(v, isEmbedded),
    worker: Object.freeze({
      concurrency: v.WORKER_CONCURRENCY,
      leaseMs: v.LEASE,
      maxAttempts: v.MAX_ATTEMPTS,
    }),
    sweepEveryMs: v.SWEEP_EVERY,
    tickEveryMs: v.TICK_EVERY,
    /** How long alerts wait for others that belong to them. */
    alertGatherMs: v.ALERT_GATHER,
    /** Where people reach the API; links in alerts lead there. By the name under which they signed in: cookies know it. */
    publicUrl: v.PUBLIC_URL ?? `http://${host === '0.0.0.0' ? 'localhost' : host}:${v.PORT}`,
    drainTimeoutMs: v.DRAIN_TIMEOUT,
    retentionDays: v.RETENTION_DAYS,
    bodyLimit: v.BODY_LIMIT,
    access: accessOf(v, host, configStore.kind === 'embedded'),
    /** Folders whose files connections of the engine `duckdb` may read; none by default. */
    duckdbAllowedPaths: Object.freeze(v.DUCKDB_ALLOWED_PATHS),
  };
}

export type Env = Readonly<ReturnType<typeof arrange>>;

/** All that is wrong with the environment, one line a variable. */
export class InvalidEnvironment extends Error {
  constructor(readonly lines: readonly string[]) {
    super(`the environment is not valid:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'InvalidEnvironment';
  }
}

/** The only reader of environment variables. Throws `InvalidEnvironment` with every problem at once; no message holds a value. */
export function loadEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given: Given = Object.fromEntries(
    Object.entries(source).filter((entry): entry is [string, string] => !!entry[1]?.trim()),
  );
  const parsed = variables.safeParse(given);
  const lines = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...contradictions(given),
  ];
  if (!parsed.success || lines.length > 0) throw new InvalidEnvironment(lines);
  return Object.freeze(arrange(parsed.data, configStoreOf(parsed.data, configStoreKind(given))));
}

/** The documented order: endpoint, profile, keys, and the SDK's default chain only when asked for. */
function configStoreKind(given: Given): ConfigStoreSettings['kind'] {
  if (given['DYNAMODB_ENDPOINT']) return 'endpoint';
  if (given['AWS_PROFILE']) return 'profile';
  if (given['AWS_ACCESS_KEY_ID'] || given['AWS_SECRET_ACCESS_KEY']) return 'keys';
  return given['CONFIG_STORE'] ? 'defaultChain' : 'embedded';
}

function configStoreOf(
  v: z.output<typeof variables>,
  kind: ConfigStoreSettings['kind'],
): ConfigStoreSettings {
  const region = v.AWS_REGION;
  switch (kind) {
    case 'endpoint':
      return { kind, endpoint: v.DYNAMODB_ENDPOINT!, region };
    case 'profile':
      return { kind, profile: v.AWS_PROFILE!, region };
    case 'keys':
      return {
        kind,
        accessKeyId: v.AWS_ACCESS_KEY_ID!,
        secretAccessKey: v.AWS_SECRET_ACCESS_KEY!,
        ...(v.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: v.AWS_SESSION_TOKEN }),
        region,
      };
    case 'defaultChain':
      return { kind, region };
    case 'embedded':
      return { kind, port: v.EMBEDDED_DYNAMODB_PORT ?? null };
  }
}
