import type { StatementLimits } from '../../ports/connector.ts';
import type { Row } from './session.ts';

/**
 * Whatever a session, or another that used the connection before, may have set is set here: plans, comparisons with
 * null, the meaning of dates and of `"` depend on it. LANGUAGE goes before DATEFORMAT, which it changes. XACT_ABORT is
 * off, for then cancelling a statement does not end the transaction by itself: the driver cannot read an answer to
 * "cancel" that tells of a rollback. What is open is rolled back by us, or with the connection.
 */
export function preparingBatch(purpose: string): string {
  return `SET NOCOUNT ON;
SET XACT_ABORT OFF;
SET DEADLOCK_PRIORITY LOW;
SET IMPLICIT_TRANSACTIONS OFF;
SET QUOTED_IDENTIFIER ON;
SET ANSI_NULLS ON;
SET ANSI_PADDING ON;
SET ANSI_WARNINGS ON;
SET CONCAT_NULL_YIELDS_NULL ON;
SET ARITHABORT ON;
SET NUMERIC_ROUNDABORT OFF;
SET LANGUAGE us_english;
SET DATEFORMAT ymd;
SET DATEFIRST 1;
SET ROWCOUNT 0;
SET TEXTSIZE 2147483647;
SET CONTEXT_INFO 0x${Buffer.from(`plumbline ${purpose}`.slice(0, 64), 'ascii').toString('hex')};
${ABANDON}
SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), CAST(SERVERPROPERTY('EngineEdition') AS nvarchar(128)),
  CAST(compatibility_level AS nvarchar(10)), CAST(snapshot_isolation_state AS nvarchar(10)),
  CAST(is_read_committed_snapshot_on AS nvarchar(10))
FROM sys.databases WHERE name = DB_NAME()`;
}

/** What the preparing batch answers. */
export interface ServerFacts {
  readonly engineVersion: string;
  /** Whether statements of one snapshot see the same data. */
  readonly isConsistent: boolean;
  readonly hasRegularExpressions: boolean;
  readonly hasUtf8: boolean;
}

const AZURE_SQL_DATABASE = '5';
const AZURE_MANAGED_INSTANCE = '8';
const ON = '1';

export function serverFactsOf(rows: readonly Row[]): ServerFacts {
  const [version, edition, compatibility, snapshotIsolation, readCommittedSnapshot] = rows[0] ?? [];
  const isAzure = edition === AZURE_SQL_DATABASE || edition === AZURE_MANAGED_INSTANCE;
  const isConsistent = snapshotIsolation === ON;
  const isolation = isConsistent
    ? ''
    : readCommittedSnapshot === ON
      ? ', each statement in a snapshot of its own'
      : ', read committed without a snapshot';
  return {
    engineVersion: `${isAzure ? 'Azure SQL' : 'SQL Server'} ${version ?? ''}${isolation}`,
    isConsistent,
    hasRegularExpressions: Number(compatibility) >= 170,
    hasUtf8: isAzure || Number.parseInt(version ?? '', 10) >= 15,
  };
}

/** Ends a transaction that is open; the level of isolation can be changed only outside of one. */
const ABANDON = 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;';

/**
 * Opens the transaction and answers its time. There is no read-only transaction here: what keeps this one from writing
 * is that only guarded SELECTs are sent, the rights of the login, and that it is always rolled back.
 */
export const openingBatch = ({ isConsistent }: Pick<ServerFacts, 'isConsistent'>): string =>
  `${ABANDON}
SET TRANSACTION ISOLATION LEVEL ${isConsistent ? 'SNAPSHOT' : 'READ COMMITTED'};
BEGIN TRANSACTION;
SELECT CONVERT(nvarchar(27), SYSUTCDATETIME(), 126) + N'Z' AS now`;

/** Never COMMIT, for a commit keeps whatever got through. */
export const closingBatch = `${ABANDON}
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SELECT CAST(@@TRANCOUNT AS nvarchar(10)) AS open_transactions`;

/** 0 means "do not wait", −1 "wait for ever". */
export const lockTimeoutBatch = ({ lockTimeoutMs }: StatementLimits): string =>
  `SET LOCK_TIMEOUT ${Math.min(2_147_483_647, Math.max(0, Math.ceil(lockTimeoutMs)))}`;
