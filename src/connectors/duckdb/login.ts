import type { ConnectionTarget } from '../../core/connection.ts';
import { knownDurationMs } from '../../core/duration.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import { duckdbSettings, type DuckDBSettings } from './settings.ts';

/** What it takes to read a connection's files. Both keys are null for what may be read without. */
export interface Login {
  readonly settings: DuckDBSettings;
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
  readonly connectTimeoutMs: number;
}

/** Throws `SourceUnavailable` when the stored settings are not (or no longer) those of a DuckDB connection. */
export function loginOf({ settings, secrets, limits }: ConnectionTarget): Login {
  const parsed = duckdbSettings.safeParse(settings);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new SourceUnavailable({
      code: 'UNREACHABLE',
      message: `the settings of the connection are not valid: ${problems.join('; ')}`,
    });
  }
  return {
    settings: parsed.data,
    accessKeyId: secrets['accessKeyId'] ?? null,
    secretAccessKey: secrets['secretAccessKey'] ?? null,
    connectTimeoutMs: knownDurationMs(limits.connectTimeout),
  };
}
