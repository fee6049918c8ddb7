import type { z } from 'zod';
import { connectionLimits, type ConnectionLimits } from '../../core/connection.ts';
import { InvalidInput, type FieldProblem } from '../../core/errors.ts';
import { fieldProblems, inPlainWords } from '../../core/field-problems.ts';
import type { Json } from '../../core/json.ts';
import type { GuardedLimit } from '../../core/source-limits.ts';
import type { Connector } from '../../ports/connector.ts';
import type { Connectors } from '../../ports/connectors.ts';

/** What a user writes to define a connection. `settings` and `secrets` are the engine's business. */
export interface ConnectionInput {
  readonly name: string;
  readonly description?: string | undefined;
  readonly engine: string;
  readonly settings: { readonly [key: string]: Json };
  /** Absent on replace: the stored ones are kept. */
  readonly secrets?: { readonly [name: string]: string } | undefined;
  readonly limits?: z.input<typeof connectionLimits> | undefined;
}

/**
 * What the audit log may know of an input before it is checked: the names of settings and secrets, for a password may
 * have been written to the wrong place.
 */
export const askedOf = ({ name, engine, settings, secrets, limits }: ConnectionInput): object => ({
  name,
  engine,
  settingNames: Object.keys(settings),
  ...(secrets && { secretNames: Object.keys(secrets) }),
  ...(limits && { limits }),
});

export interface CheckedConnectionInput {
  readonly connector: Connector;
  readonly settings: { readonly [key: string]: Json };
  readonly secrets: { readonly [name: string]: string } | null;
  readonly limits: ConnectionLimits;
}

/** Checks the parts that depend on the engine. Throws `InvalidInput` with every problem at its path. */
export function checkConnectionInput(input: ConnectionInput, connectors: Connectors): CheckedConnectionInput {
  const connector = connectors.for(input.engine);
  if (!connector)
    throw new InvalidInput([{ path: 'engine', message: `must be one of ${connectors.engines.join(', ')}` }]);
  const problems: FieldProblem[] = [];
  const settings = parsePart('settings', connector.settings, input.settings, problems);
  const secrets =
    input.secrets === undefined ? null : parsePart('secrets', connector.secrets, input.secrets, problems);
  const limits = parsePart('limits', connectionLimits, input.limits ?? {}, problems);
  if (limits !== null) problems.push(...limitProblems(limits, connector));
  if (settings === null || limits === null || problems.length > 0) throw new InvalidInput(problems);
  return { connector, settings, secrets, limits };
}

function parsePart<T>(
  part: string,
  schema: z.ZodType<T>,
  value: unknown,
  problems: FieldProblem[],
): T | null {
  const parsed = schema.safeParse(value, { error: inPlainWords });
  if (parsed.success) return parsed.data;
  problems.push(...fieldProblems(parsed.error.issues, [part]));
  return null;
}

/** A limit that the engine cannot keep is refused: it would be trusted. */
function limitProblems(
  { maxCost, maxEstimatedRows, backOff }: ConnectionLimits,
  { keeps, engine }: Connector,
): readonly FieldProblem[] {
  const given: { readonly [limit in GuardedLimit]: readonly [path: string, value: unknown] } = {
    maxCost: ['limits.maxCost', maxCost],
    maxEstimatedRows: ['limits.maxEstimatedRows', maxEstimatedRows],
    maxActiveSessions: ['limits.backOff.maxActiveSessions', backOff?.maxActiveSessions],
    maxReplicaLag: ['limits.backOff.maxReplicaLag', backOff?.maxReplicaLag],
  };
  return Object.entries(given).flatMap(([limit, [path, value]]) =>
    value === undefined || keeps.some((kept) => kept === limit)
      ? []
      : [{ path, message: `is not a limit that ${engine} can keep` }],
  );
}
