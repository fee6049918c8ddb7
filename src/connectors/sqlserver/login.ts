import type { ConnectionTarget } from '../../core/connection.ts';
import { knownDurationMs } from '../../core/duration.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import type { SourceNetwork } from '../source-network.ts';
import { sqlServerSettings, type SqlServerSettings } from './settings.ts';

/** What it takes to open a session. */
export interface Login {
  readonly settings: SqlServerSettings;
  readonly password: string;
  readonly connectTimeoutMs: number;
  /** Where it may lead. */
  readonly network: SourceNetwork;
}

/** Throws `SourceUnavailable` when the stored settings are not (or no longer) those of a SQL Server connection. */
export function loginOf({ settings, secrets, limits }: ConnectionTarget, network: SourceNetwork): Login {
  const parsed = sqlServerSettings.safeParse(settings);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new SourceUnavailable({
      code: 'UNREACHABLE',
      message: `the settings of the connection are not valid: ${problems.join('; ')}`,
    });
  }
  return {
    settings: parsed.data,
    password: secrets['password'] ?? '',
    connectTimeoutMs: knownDurationMs(limits.connectTimeout),
    network,
  };
}
