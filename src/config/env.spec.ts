import { addressRangeOf } from '../core/network/address-rule.ts';
import { InvalidEnvironment, loadEnv } from './env.ts';

const KEY = Buffer.alloc(32, 9).toString('base64');
const EXTERNAL = {
  RESULTS_DB_URL: 'postgres://u:p@db:5432/plumbline',
  DYNAMODB_ENDPOINT: 'http://dynamo:8000',
  ENCRYPTION_KEY: KEY,
};

function problems(source: Record<string, string>): readonly string[] {
  try {
    loadEnv(source);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.lines;
    throw error;
  }
  return [];
}
/** The variables complained about. */
const named = (source: Record<string, string>) => problems(source).map((line) => line.split(':')[0]);

describe('loadEnv', () => {
  it('needs nothing: all is embedded, on loopback', () => {
    expect(loadEnv({})).toEqual({
      role: 'all',
      host: '127.0.0.1',
      port: 8001,
      dataDir: '.plumbline',
      log: { level: 'info', format: 'json' },
      resultsDb: { kind: 'embedded', port: null },
      redisUrl: null,
      configStore: { kind: 'embedded', port: null },
      tablePrefix: 'Plumbline',
      encryptionKey: null,
      mail: { url: null, from: 'Plumbline <plumbline@localhost>' },
      outgoingAllow: [addressRangeOf('127.0.0.0/8'), addressRangeOf('::1')],
      worker: { concurrency: 16, leaseMs: 30_000, maxAttempts: 3 },
      sweepEveryMs: 15_000,
      tickEveryMs: 1000,
      alertGatherMs: 60_000,
      publicUrl: 'http://127.0.0.1:8001',
      drainTimeoutMs: 20_000,
      retentionDays: 400,
      bodyLimit: '256kb',
      access: {
        publicUrl: null,
        trustedProxies: [],
        adminKey: null,
        sessions: { idleMs: 43_200_000, longestMs: 604_800_000 },
        rateLimit: 30_000,
        isDocumentationPublic: false,
        oidc: null,
        isOneClickSetup: true,
      },
      connectionsAllow: expect.any(Array),
      duckdbAllowedPaths: [],
    });
  });

  it('reads which addresses connections may reach', () => {
    const read = (CONNECTIONS_ALLOW: string) =>
      loadEnv({ CONNECTIONS_ALLOW }).connectionsAllow.map(
        ([address, bits]) => `${address.toString()}/${bits}`,
      );
    expect(read('10.1.0.0/16, fd12::/16,127.0.0.1')).toEqual(['10.1.0.0/16', 'fd12::/16', '127.0.0.1/32']);
    expect(read('none')).toEqual([]);
    expect(() => read('localhost')).toThrow(
      'CONNECTIONS_ALLOW: must be none, or ranges with , between them: 10.1.0.0/16,fd00::/8',
    );
  });

  it('reads a list of folders', () => {
    expect(loadEnv({ DUCKDB_ALLOWED_PATHS: '/data/in:/srv/my files:' }).duckdbAllowedPaths).toEqual([
      '/data/in',
      '/srv/my files',
    ]);
  });

  it.each(['data', '/data:in', '/data/../etc', '~/data'])('DUCKDB_ALLOWED_PATHS=%s is refused', (paths) => {
    expect(named({ DUCKDB_ALLOWED_PATHS: paths })).toEqual(['DUCKDB_ALLOWED_PATHS']);
  });

  it('sends mails through a server, under a name', () => {
    const mail = { SMTP_URL: 'smtps://u:p@mail.example.com', MAIL_FROM: 'Data quality <dq@example.com>' };
    expect(loadEnv(mail).mail).toEqual({ url: mail.SMTP_URL, from: mail.MAIL_FROM });
  });

  it.each([
    [{ SMTP_URL: 'smtp://mail:25' }, ['MAIL_FROM: is needed with SMTP_URL']],
    [
      { SMTP_URL: 'https://mail', MAIL_FROM: 'a@b.c' },
      ['SMTP_URL: is not a URL like smtps://user:password@mail.example.com'],
    ],
    [
      { MAIL_FROM: 'nobody' },
      ['MAIL_FROM: must be an e-mail address, or one with a name: Plumbline <plumbline@example.com>'],
    ],
    [
      { MAIL_FROM: 'A, B <a@b.c>' },
      ['MAIL_FROM: must be an e-mail address, or one with a name: Plumbline <plumbline@example.com>'],
    ],
    [
      { OUTGOING_ALLOW: '10.0.0.0/8,localhost' },
      ['OUTGOING_ALLOW: must be none, or ranges with , between them: 10.1.0.0/16,fd00::/8'],
    ],
  ])('%j is refused', (source, lines) => {
    expect(problems(source)).toEqual(lines);
  });

  it('reaches public addresses only, this machine where parts are embedded, and what is allowed', () => {
    expect(loadEnv(EXTERNAL).outgoingAllow).toEqual([]);
    expect(loadEnv({ OUTGOING_ALLOW: '10.1.0.0/16, fd12::/16' }).outgoingAllow).toEqual([
      addressRangeOf('10.1.0.0/16'),
      addressRangeOf('fd12::/16'),
    ]);
  });

  it.each([
    [{}, 'http://127.0.0.1:8001'],
    [EXTERNAL, 'http://localhost:8001'],
    [{ HOST: '10.1.2.3', PORT: '80' }, 'http://10.1.2.3:80'],
    [{ HOST: '0.0.0.0' }, 'http://localhost:8001'],
    [{ PUBLIC_URL: 'https://quality.example.com/plumbline/' }, 'https://quality.example.com/plumbline'],
  ])('links in alerts with %j lead to %s', (source, url) => {
    expect(loadEnv(source).publicUrl).toBe(url);
  });

  it('refuses an address that is no URL and a wait that is too long', () => {
    expect(named({ PUBLIC_URL: 'quality.example.com', ALERT_GATHER: '2h' })).toEqual([
      'PUBLIC_URL',
      'ALERT_GATHER',
    ]);
  });

  it('reads who may come in', () => {
    const { access } = loadEnv({
      PLUMBLINE_ADMIN_KEY: 'k'.repeat(32),
      PUBLIC_URL: 'https://quality.example.com',
      TRUSTED_PROXIES: '10.0.0.1, fd00::/8',
      SESSION_IDLE: '30m',
      DOCS: 'public',
      OIDC_ISSUER: 'https://id.example.com',
      OIDC_CLIENT_ID: 'plumbline',
      OIDC_ROLE_MAP: 'data=admin, a=b=editor, *=viewer',
    });
    expect(access).toMatchObject({
      adminKey: 'k'.repeat(32),
      trustedProxies: ['10.0.0.1', 'fd00::/8'],
      sessions: { idleMs: 1_800_000 },
      isDocumentationPublic: true,
      isOneClickSetup: false,
      oidc: { clientSecret: null, groupsClaim: 'groups' },
    });
    expect([...access.oidc!.groupRoles]).toEqual([
      ['data', 'admin'],
      ['a=b', 'editor'],
      ['*', 'viewer'],
    ]);
  });

  it.each([
    ['PLUMBLINE_ADMIN_KEY', 'short'],
    ['PLUMBLINE_ADMIN_KEY', `${'k'.repeat(40)} with spaces`],
    ['TRUSTED_PROXIES', 'the proxy'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['PUBLIC_URL', 'quality.example.com'],
  ])('%s=%s is refused', (name, value) => {
    expect(named({ [name]: value })).toEqual([name]);
  });

  it.each([
    [{ OIDC_ISSUER: 'http://id.example.com' }, 'OIDC_ISSUER'],
    [{ OIDC_ROLE_MAP: 'data=owner' }, 'OIDC_ROLE_MAP'],
    [{ OIDC_ROLE_MAP: 'admin' }, 'OIDC_ROLE_MAP'],
    [{ OIDC_ROLE_MAP: '=admin' }, 'OIDC_ROLE_MAP'],
    [{ OIDC_CLIENT_ID: '' }, 'OIDC_CLIENT_ID'],
    [{ PUBLIC_URL: '' }, 'PUBLIC_URL'],
  ])('an identity provider with %j is refused', (variables, name) => {
    const oidc = {
      OIDC_ISSUER: 'https://id.example.com',
      OIDC_CLIENT_ID: 'plumbline',
      OIDC_ROLE_MAP: '*=viewer',
      PUBLIC_URL: 'https://quality.example.com',
    };
    expect(named({ ...oidc, ...variables })).toEqual([name]);
  });

  it('one click is enough only where nobody but this machine comes', () => {
    const isOneClick = (variables: Record<string, string>) => loadEnv(variables).access.isOneClickSetup;
    expect(isOneClick({})).toBe(true);
    expect(isOneClick({ HOST: '0.0.0.0' })).toBe(false);
    expect(isOneClick({ PUBLIC_URL: 'https://quality.example.com' })).toBe(false);
    expect(isOneClick({ ...EXTERNAL, HOST: '127.0.0.1' })).toBe(false);
  });

  it('takes an empty text for an unset variable', () => {
    const empty = Object.fromEntries(
      ['ROLE', 'HOST', 'PORT', 'DATA_DIR', 'RESULTS_DB_URL', 'REDIS_URL', 'DYNAMODB_ENDPOINT']
        .concat(['CONFIG_STORE', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'])
        .concat(['TABLE_PREFIX', 'ENCRYPTION_KEY', 'LEASE', 'RETENTION_DAYS', 'EMBEDDED_POSTGRES_PORT'])
        .map((name) => [name, '']),
    );
    expect(loadEnv({ ...empty, BODY_LIMIT: ' ' })).toEqual(loadEnv({}));
  });

  it('reads what is set', () => {
    const env = loadEnv({
      ...EXTERNAL,
      ROLE: 'worker',
      PORT: '9000',
      REDIS_URL: 'rediss://cache:6380',
      WORKER_CONCURRENCY: '4',
      LEASE: '1m30s',
      DRAIN_TIMEOUT: 'PT5S',
    });
    expect(env).toMatchObject({
      role: 'worker',
      host: '0.0.0.0',
      port: 9000,
      redisUrl: 'rediss://cache:6380',
      resultsDb: { kind: 'url', url: EXTERNAL.RESULTS_DB_URL },
      worker: { concurrency: 4, leaseMs: 90_000 },
      drainTimeoutMs: 5000,
    });
    expect(env.encryptionKey).toEqual(Buffer.from(KEY, 'base64'));
  });

  it('reports every problem at once, bad values beside contradictions', () => {
    expect(
      named({
        ROLE: 'worker',
        PORT: '70000',
        LEASE: '1s',
        WORKER_CONCURRENCY: 'many',
        BODY_LIMIT: '5',
        RESULTS_DB_URL: 'mysql://db',
        AWS_ACCESS_KEY_ID: 'AKIA',
      }),
    ).toEqual([
      'PORT',
      'RESULTS_DB_URL',
      'WORKER_CONCURRENCY',
      'LEASE',
      'BODY_LIMIT',
      'AWS_SECRET_ACCESS_KEY',
      'ENCRYPTION_KEY',
    ]);
  });

  it.each(['1e3', '0x10', '-1', '1.5', '65536', 'abc'])('PORT=%s is no port', (PORT) => {
    expect(named({ PORT })).toEqual(['PORT']);
  });

  it.each([
    ['endpoint', { DYNAMODB_ENDPOINT: 'http://dynamo:8000' }],
    ['profile', { AWS_PROFILE: 'quality' }],
    ['keys', { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'shh' }],
    ['defaultChain', { CONFIG_STORE: 'aws' }],
  ])('the config store is found in the documented order: %s', (kind, variables) => {
    const later = {
      endpoint: { AWS_PROFILE: 'p', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', CONFIG_STORE: 'aws' },
      profile: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', CONFIG_STORE: 'aws' },
      keys: { CONFIG_STORE: 'aws' },
      defaultChain: {},
    }[kind];
    const env = loadEnv({ ...later, ...variables, ENCRYPTION_KEY: KEY, AWS_REGION: 'eu-west-1' });
    expect(env.configStore).toMatchObject({ kind, region: 'eu-west-1' });
  });

  it('passes on the session token of temporary keys, and only theirs', () => {
    const keys = { ENCRYPTION_KEY: KEY, AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'shh' };
    expect(loadEnv({ ...keys, AWS_SESSION_TOKEN: 'token' }).configStore).toEqual({
      kind: 'keys',
      accessKeyId: 'AKIA',
      secretAccessKey: 'shh',
      sessionToken: 'token',
      region: 'us-east-1',
    });
    expect(loadEnv(keys).configStore).not.toHaveProperty('sessionToken');
  });

  it('half a pair of AWS keys is a mistake, never the embedded store', () => {
    expect(named({ AWS_ACCESS_KEY_ID: 'AKIA', ENCRYPTION_KEY: KEY })).toEqual(['AWS_SECRET_ACCESS_KEY']);
    expect(named({ AWS_SECRET_ACCESS_KEY: 'shh', ENCRYPTION_KEY: KEY })).toEqual(['AWS_ACCESS_KEY_ID']);
  });

  it.each(['api', 'worker', 'scheduler'])('role %s needs both stores outside', (ROLE) => {
    expect(problems({ ROLE })).toEqual([
      `ROLE: ${ROLE} needs RESULTS_DB_URL: embedded parts serve one process, ROLE=all`,
      `ROLE: ${ROLE} needs DYNAMODB_ENDPOINT (or the AWS variables): embedded parts serve one process, ROLE=all`,
    ]);
    expect(named({ ...EXTERNAL, ROLE })).toEqual([]);
  });

  it('an unknown role is one problem', () => {
    expect(named({ ROLE: 'boss' })).toEqual(['ROLE']);
  });

  it('needs the key as soon as one store is outside', () => {
    expect(named({ RESULTS_DB_URL: EXTERNAL.RESULTS_DB_URL })).toEqual(['ENCRYPTION_KEY']);
    expect(named({ DYNAMODB_ENDPOINT: EXTERNAL.DYNAMODB_ENDPOINT })).toEqual(['ENCRYPTION_KEY']);
  });

  it.each([
    ['hex', '09'.repeat(32)],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['text', 'x'.repeat(44)],
  ])('refuses a key of %s', (_, ENCRYPTION_KEY) => {
    expect(named({ ENCRYPTION_KEY })).toEqual(['ENCRYPTION_KEY']);
  });

  it('listens on loopback while anything is embedded, unless told otherwise', () => {
    expect(loadEnv({ RESULTS_DB_URL: EXTERNAL.RESULTS_DB_URL, ENCRYPTION_KEY: KEY }).host).toBe('127.0.0.1');
    expect(loadEnv({ HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
  });

  it('never puts a value into a message', () => {
    const secret = 'hunter2';
    const source = Object.fromEntries(
      ['ROLE', 'PORT', 'LOG_LEVEL', 'RESULTS_DB_URL', 'REDIS_URL', 'DYNAMODB_ENDPOINT', 'CONFIG_STORE']
        .concat([
          'AWS_ACCESS_KEY_ID',
          'TABLE_PREFIX',
          'ENCRYPTION_KEY',
          'LEASE',
          'MAX_ATTEMPTS',
          'BODY_LIMIT',
        ])
        .map((name) => [name, `${secret} !`]),
    );
    expect(named(source)).toHaveLength(13);
    expect(problems(source).join()).not.toContain(secret);
  });

  it('is frozen through and through', () => {
    const env = loadEnv({});
    for (const part of [env, env.log, env.resultsDb, env.configStore, env.worker])
      expect(Object.isFrozen(part)).toBe(true);
  });
});
