import type { StatementLimits } from '../../ports/connector.ts';
import { NOW_VARIABLE } from './scope.ts';
import type { Session } from './session.ts';

/** How long the server lets a session wait for our next statement before it ends it. */
const IDLE_SECONDS = 60;

/** The filter guard reads strings with these: a backslash is special, and double quotes stand around strings. */
const SQL_MODE = 'ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/** What makes a session mean the same on every server, whatever its own settings are. */
const SETTINGS = [
  `SESSION sql_mode = '${SQL_MODE}'`,
  `SESSION time_zone = '+00:00'`,
  'SESSION autocommit = 1',
  `SESSION wait_timeout = ${IDLE_SECONDS}`,
  'SESSION group_concat_max_len = 1048576',
  'SESSION sql_select_limit = 18446744073709551615',
  // digits that a mean has after those of its values: 4 would round it
  'SESSION div_precision_increment = 16',
].join(', ');

export type Vendor = 'MySQL' | 'MariaDB';

/** What the server says about itself and the snapshot. */
export interface SnapshotFacts {
  readonly vendor: Vendor;
  readonly engineVersion: string;
  readonly takenAt: Date;
}

/** Takes the snapshot. Even if something could end the transaction, the session would stay read-only. */
export async function openSnapshot(session: Session, limits: StatementLimits): Promise<SnapshotFacts> {
  await session.command(
    `SET NAMES utf8mb4 COLLATE utf8mb4_bin, ${SETTINGS}, ${NOW_VARIABLE} = UTC_TIMESTAMP(6)`,
  );
  await session.command('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  const [[version, takenAt] = []] = await session.rows({
    text: `SELECT VERSION(), DATE_FORMAT(${NOW_VARIABLE}, '%Y-%m-%dT%H:%i:%s.%fZ')`,
    parameters: [],
  });
  const facts = factsOf(version ?? '', takenAt ?? '');
  if (facts.vendor === 'MariaDB') await session.command("SET SESSION default_regex_flags = ''");
  await session.command(limitsCommand(limits, facts.vendor));
  await session.command('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  return facts;
}

/** Distributions add names of their own: 10.11.19-MariaDB-0+deb12u1, 8.0.36-28. */
function factsOf(version: string, takenAt: string): SnapshotFacts {
  const vendor = /mariadb/i.test(version) ? 'MariaDB' : 'MySQL';
  const [number = ''] = /\d+(\.\d+)+/.exec(version.replace(/^5\.5\.5-/, '')) ?? [];
  return { vendor, engineVersion: `${vendor} ${number}`, takenAt: new Date(takenAt) };
}

/** Time-outs of locks have whole seconds: they are rounded up. 0 would mean "no limit" for statements. */
export function limitsCommand(
  { statementTimeoutMs, lockTimeoutMs }: StatementLimits,
  vendor: Vendor,
): string {
  const statementMs = Math.min(4_000_000_000, Math.max(1, Math.ceil(statementTimeoutMs)));
  const statementTime =
    vendor === 'MariaDB'
      ? `SESSION max_statement_time = ${Math.min(31_536_000, statementMs / 1000)}`
      : `SESSION max_execution_time = ${statementMs}`;
  const lockSeconds = Math.min(31_536_000, Math.max(1, Math.ceil(lockTimeoutMs / 1000)));
  return `SET ${statementTime}, SESSION lock_wait_timeout = ${lockSeconds}, SESSION innodb_lock_wait_timeout = ${lockSeconds}`;
}
