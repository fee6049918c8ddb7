import type { Statement } from '../../core/sql/dialect.ts';
import type { StatementLimits } from '../../ports/connector.ts';
import type { Row } from './session.ts';

/** How long the server lets a snapshot wait for our next statement before it gives the snapshot up. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * Built-in names win, then what extensions put into `public`; the login's own path is left out, so that a filter
 * means the same for every login. Tables in a filter's sub-select are written with their schema, unless in `public`.
 */
const SEARCH_PATH = 'pg_catalog, public, pg_temp';

const ISO = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';

/**
 * Opens the snapshot and leaves a place to come back to after a failed statement. The second statement takes the
 * snapshot, and from then on nothing can make the transaction READ WRITE again.
 */
export const openingStatements = (limits: StatementLimits, purpose: string): readonly Statement[] => [
  { text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', parameters: [] },
  settingsStatement(limits, purpose),
  { text: 'SAVEPOINT plumbline', parameters: [] },
];

/** Goes ahead of every statement: what one statement may have changed for itself does not hold for the next. */
export function settingsStatement(limits: StatementLimits, purpose: string): Statement {
  const settings: readonly (readonly [string, string])[] = [
    ['statement_timeout', milliseconds(limits.statementTimeoutMs)],
    ['lock_timeout', milliseconds(limits.lockTimeoutMs)],
    ['idle_in_transaction_session_timeout', milliseconds(IDLE_IN_TRANSACTION_MS)],
    ['search_path', SEARCH_PATH],
    // the filter guard reads strings so
    ['standard_conforming_strings', 'on'],
    ['TimeZone', 'UTC'],
    ['application_name', applicationName(purpose)],
  ];
  const calls = settings.map(
    ([name], i) => `pg_catalog.set_config('${name}', $${i + 1}::pg_catalog.text, true)`,
  );
  return {
    text:
      `SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('server_version'), ` +
      `pg_catalog.to_char(pg_catalog.transaction_timestamp() AT TIME ZONE 'UTC', '${ISO}'),\n  ${calls.join(',\n  ')}`,
    parameters: settings.map(([, value]) => value),
  };
}

/** What the settings statement answers. */
export interface SnapshotFacts {
  readonly pid: number;
  readonly engineVersion: string;
  readonly takenAt: Date;
}

export function snapshotFactsOf(rows: readonly Row[] | undefined): SnapshotFacts {
  const [pid, version, takenAt] = rows?.[0] ?? [];
  return {
    pid: Number(pid),
    // packagers append their own name: 15.18 (Debian 15.18-0+deb12u1)
    engineVersion: `PostgreSQL ${version?.split(' ')[0] ?? ''}`,
    takenAt: new Date(takenAt ?? Number.NaN),
  };
}

export const afterFailure: Statement = { text: 'ROLLBACK TO SAVEPOINT plumbline', parameters: [] };

/** Never COMMIT, for a commit keeps whatever got through; and advisory locks and session settings outlive a rollback. */
export const closingStatements: readonly Statement[] = [
  { text: 'ROLLBACK', parameters: [] },
  { text: 'DISCARD ALL', parameters: [] },
];

/** 0 means "no limit" to the server, but "at once" to our users. */
const milliseconds = (ms: number): string => String(Math.min(2_147_483_647, Math.max(1, Math.ceil(ms))));

/** The server keeps 63 bytes of printable ASCII. */
const applicationName = (purpose: string) =>
  `plumbline ${purpose.replace(/[^ -~]/g, '?')}`.trimEnd().slice(0, 63);
