import { openSqlServerLab } from '../support/engines/sqlserver-lab.ts';
import { describeWithSqlServer } from '../support/sqlserver.ts';
import { injectionContract } from './injection.contract.ts';

describeWithSqlServer('SQL Server', () => injectionContract(openSqlServerLab));
