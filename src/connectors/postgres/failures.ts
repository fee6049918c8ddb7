import type { Unmeasured } from '../../core/metrics/metric.ts';

/** What the driver throws: an answer of the server has a SQLSTATE, a broken connection at most a code of Node's. */
interface DriverError extends Error {
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly where?: unknown;
}

const isDriverError = (error: unknown): error is DriverError => error instanceof Error;

/** The SQLSTATE of a server's answer, or null when it was no answer. */
export const sqlStateOf = (error: unknown): string | null =>
  isDriverError(error) && typeof error.severity === 'string' && typeof error.code === 'string'
    ? error.code
    : null;

/**
 * Why a statement failed, in words that hold no row data: what the server says is repeated only for errors found
 * while it read the statement, before it read any row.
 */
export function statementFailure(error: unknown): Unmeasured {
  const state = sqlStateOf(error);
  if (state === null)
    return {
      code: 'CONNECTION_LOST',
      message: 'the connection to the database broke off during the statement',
    };
  const rule = RULES.find(({ states }) => states.test(state));
  if (!rule)
    return { code: 'INTERNAL', message: `the database reported an error of its own (SQLSTATE ${state})` };
  const said = rule.repeats && isDriverError(error) && !error.where ? `: ${error.message}` : '';
  return { code: rule.code, message: `${rule.message}${said} (SQLSTATE ${state})` };
}

interface Rule {
  readonly states: RegExp;
  readonly code: Unmeasured['code'];
  readonly message: string;
  /** The server's message is safe when it speaks of the statement only; an error inside a function has a context. */
  readonly repeats?: true;
}

/** The first that fits decides. */
const RULES: readonly Rule[] = [
  { states: /^57014$/, code: 'INTERRUPTED', message: 'somebody cancelled the statement in the database' },
  { states: /^55P03$/, code: 'LOCK_TIME_OUT', message: 'another session holds a lock on the dataset' },
  { states: /^40P01$/, code: 'LOCK_TIME_OUT', message: 'the statement was part of a deadlock' },
  {
    states: /^40/,
    code: 'CONNECTION_LOST',
    message: 'the server gave the statement up, as a replica does when it must catch up',
  },
  {
    states: /^25006$/,
    code: 'INVALID_SQL',
    message: 'the statement tried to write, and the session is read-only',
  },
  { states: /^25001$/, code: 'INVALID_SQL', message: 'the statement tried to change its transaction' },
  { states: /^42501$/, code: 'PERMISSION_DENIED', message: 'the login lacks a right', repeats: true },
  { states: /^(42P01|3F000)$/, code: 'MISSING_DATASET', message: 'no such table or view', repeats: true },
  { states: /^42703$/, code: 'MISSING_COLUMN', message: 'no such column', repeats: true },
  { states: /^42/, code: 'INVALID_SQL', message: 'the database does not accept the SQL', repeats: true },
  { states: /^0A/, code: 'INVALID_SQL', message: 'the database does not support this', repeats: true },
  { states: /^54/, code: 'INVALID_SQL', message: 'the statement is too complex for the database' },
  { states: /^22012$/, code: 'DATA_ERROR', message: 'division by zero' },
  { states: /^22003$/, code: 'DATA_ERROR', message: 'a number is out of the range of its type' },
  { states: /^22008$/, code: 'DATA_ERROR', message: 'a date or time is out of range' },
  {
    states: /^(22P02|22P03|22007|22018|22025|22032)$/,
    code: 'DATA_ERROR',
    message: 'a value could not be converted to another type',
  },
  { states: /^2201B$/, code: 'DATA_ERROR', message: 'a regular expression is not valid' },
  { states: /^22023$/, code: 'DATA_ERROR', message: 'an argument of a function is not valid' },
  { states: /^22(021|P05)$/, code: 'DATA_ERROR', message: 'a text cannot be encoded' },
  { states: /^21000$/, code: 'DATA_ERROR', message: 'a sub-select gave more than one row' },
  { states: /^22/, code: 'DATA_ERROR', message: 'a value made the statement fail' },
  { states: /^55000$/, code: 'DATA_ERROR', message: 'the dataset cannot be read now', repeats: true },
  { states: /^(P0|38|39|2F)/, code: 'DATA_ERROR', message: 'a function in the database raised an error' },
  { states: /^(HV|08)/, code: 'UNREACHABLE', message: 'a server behind the dataset does not answer' },
  { states: /^53300$/, code: 'UNREACHABLE', message: 'the server has no connection left to give' },
  { states: /^53/, code: 'RESOURCES', message: 'the server ran out of memory, disk or temporary space' },
  {
    states: /^(57P|25P03|25P04)/,
    code: 'CONNECTION_LOST',
    message: 'the server ended the session',
  },
];
