const REDACTED = '[redacted]';

const SECRET_NAME =
  /passw(or)?d|passphrase|\bpwd\b|secret|token|authorization|cookie|credential|(api|private|access|encryption)[-_]?key|connection[-_]?string/i;
const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/[^\s/@:"<>]*):[^\s"<>]*@/gi;
const AUTHORIZATION = /\b(bearer|basic)\s+[\w+/.~=-]{12,}/gi;
const SETTING = /\b((?:password|passwd|pwd|secret|token)\s?=\s?)[^\s&;,)]+/gi;

const redactText = (text: string): string =>
  text
    .replace(USER_INFO, `$1:${REDACTED}@`)
    .replace(AUTHORIZATION, `$1 ${REDACTED}`)
    .replace(SETTING, `$1${REDACTED}`);

/**
 * A copy that is safe to log: values under secret-sounding names, passwords in URLs and `password=…` settings are
 * replaced, at any depth, in errors and their causes too; of a stack only its first line is kept. The original is left as it is.
 */
export function redact(value: unknown, copies = new Map<object, unknown>()): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date || value instanceof RegExp || ArrayBuffer.isView(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (value instanceof Map || value instanceof Set) return redact([...value], copies);

  const copy = emptyLike(value);
  copies.set(value, copy);
  for (const name of namesOf(value)) {
    const field: unknown =
      name === 'stack' && value instanceof Error ? String(value) : Reflect.get(value, name);
    const isSecret = SECRET_NAME.test(name) && field !== null && field !== undefined;
    Object.defineProperty(copy, name, {
      value: isSecret ? REDACTED : redact(field, copies),
      enumerable: Object.prototype.propertyIsEnumerable.call(value, name),
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

/** The interesting fields of an error (message, stack, cause) are not enumerable. */
const namesOf = (value: object): readonly string[] =>
  value instanceof Error ? Object.getOwnPropertyNames(value) : Object.keys(value);

/** An error must stay a real one: others are printed without their message. */
function emptyLike(value: object): object {
  if (Array.isArray(value)) return [];
  const empty: object = value instanceof Error ? new Error() : {};
  return Object.setPrototypeOf(empty, Object.getPrototypeOf(value) as object | null) as object;
}
