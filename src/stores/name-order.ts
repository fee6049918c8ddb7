/** What of a name counts when names are compared: case does not, nor how an accented letter is composed. */
export const nameKey = (name: string): string => name.toLowerCase().normalize('NFC');

const LONGEST_IN_ORDER = 200;

/**
 * The place of a record in a list by name: ordered by its UTF-8 bytes and unique by the id. The separator is the
 * lowest character, so that `a` comes before `a b`. At most 837 bytes (an index key may have 1024): names that
 * differ only after 200 characters are in order of their ids.
 */
export function nameOrder(name: string, id: string): string {
  return `${[...nameKey(name)].slice(0, LONGEST_IN_ORDER).join('')}\u0000${id}`;
}

/** Orders as DynamoDB does: by UTF-8 bytes, which differs from `<` on strings beyond the basic plane. */
export const compareOrders = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
