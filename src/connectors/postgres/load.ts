import type { SourceLoad } from '../../core/source-limits.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import type { Row } from './session.ts';

/**
 * Sessions of others that run a statement, and the lag: of this server when it is a replica, else of its slowest
 * replica. Of other logins the server shows what they do only to members of pg_read_all_stats.
 */
export const loadStatement: Statement = {
  text: `SELECT
  (SELECT CASE WHEN count(*) FILTER (WHERE backend_type IS NULL) = 0
      THEN count(*) FILTER (WHERE backend_type = 'client backend' AND state = 'active'
        AND application_name NOT LIKE 'plumbline%') END
    FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid()),
  CASE
    WHEN NOT pg_is_in_recovery() THEN (
      SELECT CASE WHEN bool_and(state IS NOT NULL) IS NOT FALSE
        THEN coalesce(max(extract(epoch FROM replay_lag)) * 1000, 0) END FROM pg_stat_replication)
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000
  END`,
  parameters: [],
};

export function loadOf([row]: readonly Row[]): SourceLoad {
  const [sessions = null, lagMs = null] = row ?? [];
  return {
    activeSessions: sessions === null ? null : Number(sessions),
    replicaLagMs: lagMs === null ? null : Number(lagMs),
  };
}
