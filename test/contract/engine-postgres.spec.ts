import { openPostgresLab } from '../support/engines/postgres-lab.ts';
import { engineContract } from './engine.contract.ts';

engineContract('PostgreSQL', openPostgresLab);
