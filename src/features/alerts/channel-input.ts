import type { z } from 'zod';
import { InvalidInput, type FieldProblem } from '../../core/errors.ts';
import { fieldProblems, inPlainWords } from '../../core/field-problems.ts';
import type { Json } from '../../core/json.ts';
import type { Notifier, Notifiers } from '../../ports/notifier.ts';

/** What a user writes to define a channel. `settings` and `secrets` are the business of its type. */
export interface ChannelInput {
  readonly name: string;
  readonly description?: string | undefined;
  readonly type: string;
  readonly enabled: boolean;
  readonly settings: { readonly [key: string]: Json };
  /** Absent on replace: the stored ones are kept. */
  readonly secrets?: { readonly [name: string]: string } | undefined;
}

/**
 * What the audit log may know of an input before it is checked: the names of settings and secrets, for a token may have
 * been written to the wrong place.
 */
export const askedOf = ({ name, type, enabled, settings, secrets }: ChannelInput): object => ({
  name,
  type,
  enabled,
  settingNames: Object.keys(settings),
  ...(secrets && { secretNames: Object.keys(secrets) }),
});

export interface CheckedChannelInput {
  readonly notifier: Notifier;
  readonly settings: { readonly [key: string]: Json };
  /** Null when the stored ones are to be kept. */
  readonly secrets: { readonly [name: string]: string } | null;
}

/**
 * Checks the parts that depend on the type. With `mayKeep`, absent secrets are those that are stored; without, there are
 * none. Throws `InvalidInput` with every problem at its path.
 */
export function checkChannelInput(
  input: Pick<ChannelInput, 'type' | 'settings' | 'secrets'>,
  notifiers: Notifiers,
  mayKeep: boolean,
): CheckedChannelInput {
  const notifier = notifiers.for(input.type);
  if (!notifier)
    throw new InvalidInput([{ path: 'type', message: `must be one of ${notifiers.types.join(', ')}` }]);
  const problems: FieldProblem[] = [];
  const settings = parsePart('settings', notifier.settings, input.settings, problems);
  const isKept = mayKeep && input.secrets === undefined;
  const secrets = isKept ? null : parsePart('secrets', notifier.secrets, input.secrets ?? {}, problems);
  if (settings === null || problems.length > 0) throw new InvalidInput(problems);
  return { notifier, settings, secrets };
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
