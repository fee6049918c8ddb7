/** An administrator's URL of a SQL Server, mssql://sa:password@127.0.0.1:1433, or undefined. */
export const sqlServerUrl = process.env['MSSQL_TEST_URL'];

/** Declares a suite that needs the server: without one it is skipped by name. */
export function describeWithSqlServer(name: string, declare: () => void): void {
  if (sqlServerUrl !== undefined) describe(name, declare);
  else describe.skip(`${name} (skipped: no MSSQL_TEST_URL)`, declare);
}
