import { postgresSecrets, postgresSettings } from './settings.ts';

const settings = { host: 'db.example', database: 'shop', user: 'reader' };

describe('postgresSettings', () => {
  it('verifies the certificate unless told otherwise', () => {
    expect(postgresSettings.parse(settings)).toEqual({
      ...settings,
      port: 5432,
      tls: { mode: 'verify-full' },
    });
  });

  it('takes the mode alone for tls', () => {
    expect(postgresSettings.parse({ ...settings, tls: 'disable' }).tls).toEqual({ mode: 'disable' });
  });

  it.each(['db', 'my_db.internal', '10.0.0.7', '::1', 'fe80::1', 'a-b.example.com.'])(
    'accepts the host %s',
    (host) => {
      expect(postgresSettings.parse({ ...settings, host }).host).toBe(host);
    },
  );

  it.each([
    '',
    '/var/run/postgresql',
    './socket',
    '@abstract',
    'a,b',
    'db:5432',
    'user@db',
    'postgres://db',
    'a b',
    'db?x=1',
    'db\0',
    '-db',
  ])('refuses the host %j', (host) => {
    expect(postgresSettings.safeParse({ ...settings, host }).success).toBe(false);
  });

  it.each([
    [{ tls: 'prefer' }, 'tls.mode'],
    [{ tls: { mode: 'verify-full', ca: 'not a certificate' } }, 'tls.ca'],
    [{ port: 0 }, 'port'],
    [{ port: 70_000 }, 'port'],
    [{ user: '' }, 'user'],
    [{ database: 'a\0b' }, 'database'],
    [{ password: 'x' }, ''],
    [{ sslmode: 'disable' }, ''],
  ])('refuses %j, and says where', (change, path) => {
    const parsed = postgresSettings.safeParse({ ...settings, ...change });
    expect(parsed.error?.issues[0]?.path.join('.')).toBe(path);
  });
});

describe('postgresSecrets', () => {
  it('is a password or nothing', () => {
    expect(postgresSecrets.parse({})).toEqual({});
    expect(postgresSecrets.parse({ password: 'x' })).toEqual({ password: 'x' });
    expect(postgresSecrets.safeParse({ password: '' }).success).toBe(false);
    expect(postgresSecrets.safeParse({ token: 'x' }).success).toBe(false);
  });
});
