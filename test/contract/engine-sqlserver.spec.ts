import { openSqlServerLab } from '../support/engines/sqlserver-lab.ts';
import { describeWithSqlServer } from '../support/sqlserver.ts';
import { engineContract } from './engine.contract.ts';

describeWithSqlServer('SQL Server', () =>
  engineContract('on the server of MSSQL_TEST_URL', openSqlServerLab),
);
