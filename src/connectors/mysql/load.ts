import type { SourceLoad } from '../../core/source-limits.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import type { Vendor } from './read-only-transaction.ts';
import type { Row } from './session.ts';

/** Everybody may read it; which sessions they are, only who has PROCESS. Ours that asks is one of them. */
export const loadStatement = (vendor: Vendor): Statement => ({
  text: `SELECT VARIABLE_VALUE - 1 FROM ${
    vendor === 'MariaDB' ? 'information_schema.GLOBAL_STATUS' : 'performance_schema.global_status'
  } WHERE VARIABLE_NAME = 'Threads_running'`,
  parameters: [],
});

export const loadOf = ([row]: readonly Row[]): SourceLoad => ({
  activeSessions: row?.[0] == null ? null : Number(row[0]),
  replicaLagMs: null,
});
