import { openDuckDBLab } from '../support/engines/duckdb-lab.ts';
import { engineContract } from './engine.contract.ts';

engineContract('DuckDB', openDuckDBLab);
