import { z } from 'zod';

/** Names that were found to be known: asking the runtime costs more than all the rest of reading a record. */
const known = new Set<string>();
const MOST_KNOWN = 1000;

function isKnown(name: string): boolean {
  if (known.has(name)) return true;
  try {
    if (!/^[A-Za-z]/.test(name) || !new Intl.DateTimeFormat('en', { timeZone: name })) return false;
  } catch {
    return false;
  }
  if (known.size === MOST_KNOWN) known.clear();
  known.add(name);
  return true;
}

/**
 * An IANA time zone that this runtime knows. An offset such as `+02:00` is none: engines differ on its sign. Rules about
 * times in a zone are not asked about one that is not known.
 */
export const timeZone = z
  .string()
  .refine(isKnown, { message: 'is not an IANA time zone such as Europe/Berlin', abort: true });
