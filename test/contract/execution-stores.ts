import { openResultsStore } from '../../src/stores/results/results-store.ts';
import type { ExecutionLedger } from '../../src/ports/execution-ledger.ts';
import type { ExecutionReader } from '../../src/ports/execution-reader.ts';
import { MemoryExecutionLedger } from '../../src/stores/memory/memory.execution-ledger.ts';
import { MemoryExecutionReader } from '../../src/stores/memory/memory.execution-reader.ts';
import { MemoryExecutions } from '../../src/stores/memory/memory-executions.ts';
import { createDatabase } from '../support/database.ts';

export interface ExecutionStores {
  readonly ledger: ExecutionLedger;
  readonly reader: ExecutionReader;
  close(): Promise<void>;
}

export const VERSION = '1.2.3';

/** Every pair of adapters that must keep the contract of the ledger and the reader. */
export const executionStores: readonly { readonly name: string; open(): Promise<ExecutionStores> }[] = [
  {
    name: 'memory',
    open: async () => {
      const executions = new MemoryExecutions(undefined, VERSION);
      return {
        ledger: new MemoryExecutionLedger(executions),
        reader: new MemoryExecutionReader(executions),
        close: async () => undefined,
      };
    },
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      const database = await createDatabase('executions');
      const store = await openResultsStore({ url: database.url, retentionDays: 400, version: VERSION });
      return {
        ledger: store.ledger,
        reader: store.reader,
        close: async () => {
          await store.close();
          await database.drop();
        },
      };
    },
  },
];
