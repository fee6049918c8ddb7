import { sqlServerSecrets, sqlServerSettings } from './settings.ts';

const settings = { host: 'db.example', database: 'shop', user: 'reader' };

describe('sqlServerSettings', () => {
  it('verifies the certificate and asks for a replica unless told otherwise', () => {
    expect(sqlServerSettings.parse(settings)).toEqual({
      ...settings,
      port: 1433,
      tls: { mode: 'verify-full' },
      applicationIntent: 'ReadOnly',
    });
  });

  it.each([
    [{ host: 'db\\instance' }, 'host'],
    [{ host: 'db,1433' }, 'host'],
    [{ tls: 'strict' }, 'tls.mode'],
    [{ applicationIntent: 'readonly' }, 'applicationIntent'],
    [{ database: '' }, 'database'],
    [{ user: 'a\0b' }, 'user'],
    [{ port: 0 }, 'port'],
    [{ instanceName: 'x' }, ''],
    [{ password: 'x' }, ''],
  ])('refuses %j, and says where', (change, path) => {
    const parsed = sqlServerSettings.safeParse({ ...settings, ...change });
    expect(parsed.error?.issues[0]?.path.join('.')).toBe(path);
  });
});

it('the secret is a password or nothing', () => {
  expect(sqlServerSecrets.parse({})).toEqual({});
  expect(sqlServerSecrets.parse({ password: 'x' })).toEqual({ password: 'x' });
  expect(sqlServerSecrets.safeParse({ password: '' }).success).toBe(false);
});
