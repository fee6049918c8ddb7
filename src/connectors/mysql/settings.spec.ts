import { mysqlSecrets, mysqlSettings } from './settings.ts';

const settings = { host: 'db.example', database: 'shop', user: 'reader' };

describe('mysqlSettings', () => {
  it('verifies the certificate unless told otherwise', () => {
    expect(mysqlSettings.parse(settings)).toEqual({ ...settings, port: 3306, tls: { mode: 'verify-full' } });
  });

  it('takes an address only where no certificate is verified against it', () => {
    expect(mysqlSettings.parse({ ...settings, host: '10.0.0.7', tls: 'require' }).host).toBe('10.0.0.7');
    const parsed = mysqlSettings.safeParse({ ...settings, host: '10.0.0.7' });
    expect(parsed.error?.issues).toMatchObject([
      { path: ['host'], message: expect.stringMatching(/IP address/) },
    ]);
  });

  it.each([
    [{ host: '/run/mysqld/mysqld.sock' }, 'host'],
    [{ tls: 'prefer' }, 'tls.mode'],
    [{ tls: { mode: 'require', ca: 'x' } }, 'tls.ca'],
    [{ port: 0 }, 'port'],
    [{ user: '' }, 'user'],
    [{ database: 'a\0b' }, 'database'],
    [{ password: 'x' }, ''],
    [{ multipleStatements: true }, ''],
  ])('refuses %j, and says where', (change, path) => {
    const parsed = mysqlSettings.safeParse({ ...settings, ...change });
    expect(parsed.error?.issues[0]?.path.join('.')).toBe(path);
  });
});

describe('mysqlSecrets', () => {
  it('is a password or nothing', () => {
    expect(mysqlSecrets.parse({})).toEqual({});
    expect(mysqlSecrets.parse({ password: 'x' })).toEqual({ password: 'x' });
    expect(mysqlSecrets.safeParse({ password: 'a\0' }).success).toBe(false);
    expect(mysqlSecrets.safeParse({ token: 'x' }).success).toBe(false);
  });
});
