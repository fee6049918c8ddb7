import type { Unmeasured } from '../../core/metrics/metric.ts';

/** What the driver throws: an answer of the server has a number and a SQLSTATE, a broken connection neither. */
interface DriverError {
  readonly errno?: unknown;
  readonly sqlState?: unknown;
  readonly sqlMessage?: unknown;
}

const isObject = (error: unknown): error is DriverError => typeof error === 'object' && error !== null;

/** The server's error number, or null when the error was no answer of the server. */
export const errorNumberOf = (error: unknown): number | null =>
  isObject(error) && typeof error.errno === 'number' && typeof error.sqlState === 'string'
    ? error.errno
    : null;

/** Makes a statement fail with these words in the server's message; see `unknownZone`. */
export const UNKNOWN_ZONE = 'plumbline: unknown time zone';

/**
 * Why a statement failed, in words that hold no row data: what the server says is repeated only for errors found
 * while it read the statement, before it read any row.
 */
export function statementFailure(error: unknown): Unmeasured {
  const number = errorNumberOf(error);
  if (number === null)
    return {
      code: 'CONNECTION_LOST',
      message: 'the connection to the database broke off during the statement',
    };
  const { sqlState, sqlMessage } = error as { readonly sqlState: string; readonly sqlMessage?: unknown };
  const said = typeof sqlMessage === 'string' ? sqlMessage : '';
  if (said.includes(UNKNOWN_ZONE))
    return {
      code: 'UNSUPPORTED',
      message:
        'the server does not know the time zone: an administrator loads the zones with mysql_tzinfo_to_sql ' +
        '(mariadb-tzinfo-to-sql)',
    };
  const rule = RULES.find(({ numbers, states }) => numbers?.includes(number) || states?.test(sqlState));
  if (!rule)
    return { code: 'INTERNAL', message: `the database reported an error of its own (number ${number})` };
  return {
    code: rule.code,
    message: `${rule.message}${rule.repeats && said ? `: ${said}` : ''} (error ${number})`,
  };
}

interface Rule {
  readonly numbers?: readonly number[];
  readonly states?: RegExp;
  readonly code: Unmeasured['code'];
  readonly message: string;
  /** The server's message is safe when it speaks of the statement only. */
  readonly repeats?: true;
}

/** The first that fits decides. */
const RULES: readonly Rule[] = [
  { numbers: [1317], code: 'INTERRUPTED', message: 'somebody cancelled the statement in the database' },
  { numbers: [1205], code: 'LOCK_TIME_OUT', message: 'another session holds a lock on the dataset' },
  { numbers: [1213], code: 'LOCK_TIME_OUT', message: 'the statement was part of a deadlock' },
  {
    numbers: [1792, 1207, 1290, 1836],
    code: 'INVALID_SQL',
    message: 'the statement tried to write, and the session is read-only',
  },
  {
    numbers: [1044, 1142, 1143, 1227, 1356, 1370, 1449],
    code: 'PERMISSION_DENIED',
    message: 'the login lacks a right',
    repeats: true,
  },
  { numbers: [1049, 1051, 1146], code: 'MISSING_DATASET', message: 'no such table or view', repeats: true },
  { numbers: [1054], code: 'MISSING_COLUMN', message: 'no such column', repeats: true },
  {
    numbers: [1267, 1270, 1271],
    code: 'INVALID_SQL',
    message: 'texts of different collations meet',
    repeats: true,
  },
  { numbers: [1365], code: 'DATA_ERROR', message: 'division by zero' },
  { numbers: [1690, 1264], code: 'DATA_ERROR', message: 'a number is out of the range of its type' },
  { numbers: [1242], code: 'DATA_ERROR', message: 'a sub-select gave more than one row' },
  {
    numbers: [1292, 1366, 1411, 1265],
    code: 'DATA_ERROR',
    message: 'a value could not be converted to another type',
  },
  {
    numbers: [
      1139, 3685, 3686, 3687, 3688, 3689, 3690, 3691, 3692, 3693, 3694, 3695, 3696, 3697, 3698, 3699, 3700,
    ],
    code: 'DATA_ERROR',
    message: 'a regular expression is not valid, or a text needs too many steps to be compared with it',
  },
  { numbers: [3140, 3141, 3143, 4037, 4038], code: 'DATA_ERROR', message: 'a value is not valid JSON' },
  { numbers: [1040, 1203, 1226], code: 'UNREACHABLE', message: 'the server has no connection left to give' },
  {
    numbers: [3, 28, 126, 1021, 1026, 1030, 1034, 1037, 1038, 1041, 1114, 1119, 3170],
    code: 'RESOURCES',
    message: 'the server ran out of memory, disk or temporary space',
  },
  {
    numbers: [1053, 1077, 1927, 3169, 4031],
    code: 'CONNECTION_LOST',
    message: 'the server ended the session',
  },
  {
    numbers: [1429, 1430, 1158, 1159, 1160, 1161],
    code: 'UNREACHABLE',
    message: 'a server behind the dataset does not answer',
  },
  { states: /^42/, code: 'INVALID_SQL', message: 'the database does not accept the SQL', repeats: true },
  {
    states: /^(21|0A|07)/,
    code: 'INVALID_SQL',
    message: 'the database does not accept the SQL',
    repeats: true,
  },
  { states: /^22/, code: 'DATA_ERROR', message: 'a value made the statement fail' },
  { states: /^45/, code: 'DATA_ERROR', message: 'a function in the database raised an error' },
  { states: /^08/, code: 'CONNECTION_LOST', message: 'the server ended the session' },
];
