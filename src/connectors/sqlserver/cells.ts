/**
 * A value of the driver's as text. Statements of ours answer texts, but for floating-point numbers (which JavaScript
 * writes down with as many digits as they need) and for what is of a type that only the server knows.
 */
export function plainCell(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  return JSON.stringify(value);
}
