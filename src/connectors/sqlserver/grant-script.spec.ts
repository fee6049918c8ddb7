import { grantScriptOf } from './grant-script.ts';
import { sqlServerSettings } from './settings.ts';

it('makes a login that may read one database', () => {
  const settings = sqlServerSettings.parse({ host: 'db', database: 'the ]shop', user: 'sa' });
  expect(grantScriptOf(settings)).toBe(
    `USE master;
CREATE LOGIN plumbline_reader WITH PASSWORD = N'', CHECK_POLICY = ON; -- put a password between the quotes
USE [the ]]shop];
CREATE USER plumbline_reader FOR LOGIN plumbline_reader;
GRANT SELECT ON DATABASE::[the ]]shop] TO plumbline_reader;
`,
  );
});
