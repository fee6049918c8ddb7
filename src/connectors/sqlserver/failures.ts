import type { Unmeasured } from '../../core/metrics/metric.ts';

/** What the driver throws: an answer of the server has a number and a severity, anything else a code. */
interface DriverError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly number?: unknown;
  readonly class?: unknown;
  readonly precedingErrors?: readonly unknown[];
}

/** The first error that the server answered, or null when it was no answer. */
function answerOf(
  error: unknown,
): { readonly number: number; readonly severity: number; readonly message: string } | null {
  if (typeof error !== 'object' || error === null) return null;
  const { precedingErrors = [], ...last } = error as DriverError;
  const {
    number,
    class: severity,
    message,
  } = (precedingErrors[0] ?? { ...last, message: (error as DriverError).message }) as DriverError;
  return typeof number === 'number'
    ? { number, severity: typeof severity === 'number' ? severity : 0, message: String(message) }
    : null;
}

/** The number of a server's answer, or null when it was none. */
export const errorNumberOf = (error: unknown): number | null => answerOf(error)?.number ?? null;

/** Whether the driver says that the statement was cancelled. */
const isCancelled = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as DriverError).code === 'ECANCEL';

export const DEADLOCK = 1205;
export const LOCK_TIME_OUT = 1222;

/**
 * Why a statement failed, in words that hold no row data: what the server says is repeated only for errors found
 * while it read the statement, before it read any row.
 */
export function statementFailure(error: unknown): Unmeasured {
  const answer = answerOf(error);
  if (answer === null)
    return isCancelled(error)
      ? { code: 'INTERRUPTED', message: 'somebody cancelled the statement' }
      : { code: 'CONNECTION_LOST', message: 'the connection to the database broke off during the statement' };
  const { number, severity, message } = answer;
  const rule = RULES.find(({ numbers }) => numbers.includes(number)) ?? ruleOfSeverity(severity);
  const said = rule.repeats ? `: ${message.replace(/\.$/, '')}` : '';
  return { code: rule.code, message: `${rule.message}${said} (error ${number})` };
}

interface Rule {
  readonly numbers: readonly number[];
  readonly code: Unmeasured['code'];
  readonly message: string;
  /** The server's message speaks of the statement only. */
  readonly repeats?: true;
}

const RULES: readonly Rule[] = [
  { numbers: [LOCK_TIME_OUT], code: 'LOCK_TIME_OUT', message: 'another session holds a lock on the dataset' },
  {
    numbers: [DEADLOCK],
    code: 'LOCK_TIME_OUT',
    message: 'the statement was chosen as the victim of a deadlock: it can be tried again',
  },
  { numbers: [208, 4902], code: 'MISSING_DATASET', message: 'no such table or view', repeats: true },
  { numbers: [207, 4104, 4145], code: 'MISSING_COLUMN', message: 'no such column', repeats: true },
  {
    numbers: [229, 230, 262, 297, 300, 371, 916, 15247],
    code: 'PERMISSION_DENIED',
    message: 'the login lacks a right',
    repeats: true,
  },
  {
    numbers: [
      130, 195, 206, 243, 257, 260, 305, 306, 402, 403, 421, 447, 448, 451, 456, 468, 529, 1033, 1046, 4121,
      8116, 8117, 8120, 8133, 8155, 8156, 8158, 8622, 10716, 10753, 10759,
    ],
    code: 'INVALID_SQL',
    message: 'the database does not accept the SQL',
    repeats: true,
  },
  { numbers: [8134], code: 'DATA_ERROR', message: 'division by zero' },
  { numbers: [220, 232, 8115], code: 'DATA_ERROR', message: 'a number is out of the range of its type' },
  { numbers: [517, 535, 9810, 9813, 9815], code: 'DATA_ERROR', message: 'a date or time is out of range' },
  {
    numbers: [235, 241, 242, 244, 245, 248, 293, 295, 296, 8114, 8169, 9420, 9803, 13609],
    code: 'DATA_ERROR',
    message: 'a value could not be converted to another type',
  },
  { numbers: [512], code: 'DATA_ERROR', message: 'a sub-select gave more than one row' },
  {
    numbers: [536, 537, 1060, 3623, 8152, 2628],
    code: 'DATA_ERROR',
    message: 'an argument of a function is not valid',
  },
  { numbers: [19300, 19301, 19302, 19303], code: 'DATA_ERROR', message: 'a regular expression is not valid' },
  { numbers: [6522, 50000], code: 'DATA_ERROR', message: 'a function in the database raised an error' },
  {
    numbers: [
      701, 802, 1101, 1105, 1204, 3958, 3959, 3966, 3967, 8623, 8628, 8630, 8631, 8645, 8649, 8651, 8657,
      9002, 10928, 10929, 40501,
    ],
    code: 'RESOURCES',
    message: 'the server ran out of memory, disk or temporary space, or the statement is too complex for it',
  },
  {
    numbers: [3952],
    code: 'UNREACHABLE',
    message: 'the statement reads a database that does not allow snapshot isolation',
  },
  {
    numbers: [3961],
    code: 'LOCK_TIME_OUT',
    message: 'a table was altered while it was being read: it can be tried again',
  },
  {
    numbers: [41332],
    code: 'UNSUPPORTED',
    message: 'memory-optimized tables cannot be read in a snapshot of the database',
  },
  {
    numbers: [53, 64, 7391, 7399, 7416],
    code: 'UNREACHABLE',
    message: 'a server behind the dataset does not answer',
  },
  {
    numbers: [596, 976, 978, 979, 983, 6005, 40197, 40613],
    code: 'CONNECTION_LOST',
    message: 'the server ended the session',
  },
];

/** 15 is bad syntax, up to 16 the statement can be corrected by who wrote it, beyond 19 the connection is gone. */
function ruleOfSeverity(severity: number): Omit<Rule, 'numbers'> {
  if (severity === 15)
    return { code: 'INVALID_SQL', message: 'the database does not accept the SQL', repeats: true };
  if (severity >= 11 && severity <= 16)
    return { code: 'INVALID_SQL', message: 'the database does not accept the statement' };
  if (severity === 17) return { code: 'RESOURCES', message: 'the server ran out of a resource' };
  if (severity >= 20) return { code: 'CONNECTION_LOST', message: 'the server ended the session' };
  return { code: 'INTERNAL', message: 'the database reported an error of its own' };
}
