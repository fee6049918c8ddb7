import { openMysqlLab } from '../support/engines/mysql-lab.ts';
import { describeWithMariadb } from '../support/mariadb.ts';
import { engineContract } from './engine.contract.ts';

describeWithMariadb('MySQL', () => engineContract('on MariaDB', openMysqlLab));
