import type { Unmeasured } from '../../core/metrics/metric.ts';
import { NoSelect } from './session.ts';

const messageOf = (error: unknown): string => {
  const { message } = error as { readonly message?: unknown };
  return typeof message === 'string' ? message : '';
};

/**
 * Why a statement failed, in words that hold no row data: what DuckDB says is repeated only for errors found while it
 * read the statement, before it read any row, and without the lines of the statement.
 */
export function statementFailure(error: unknown): Unmeasured {
  if (error instanceof NoSelect)
    return { code: 'INVALID_SQL', message: 'the statement is not one SELECT, and only that is possible' };
  const message = messageOf(error);
  const rule = RULES.find(({ says }) => says.test(message));
  if (!rule) return { code: 'INTERNAL', message: 'DuckDB reported an error of its own' };
  const said = rule.repeats ? `: ${firstParagraph(message)}` : '';
  return { code: rule.code, message: `${rule.message}${said}` };
}

/** Why a connection's data could not be opened. */
export function openingFailure(error: unknown): Unmeasured {
  const message = messageOf(error);
  const rule = OPENING_RULES.find(({ says }) => says.test(message));
  return rule ?? { code: 'UNREACHABLE', message: 'DuckDB could not be started for the connection' };
}

const firstParagraph = (message: string) =>
  (message.split('\n')[0] ?? '').replace(/^[A-Z][A-Za-z ]* Error: /, '').slice(0, 300);

interface Rule {
  readonly says: RegExp;
  readonly code: Unmeasured['code'];
  readonly message: string;
  readonly repeats?: true;
}

/** The first that fits decides. */
const RULES: readonly Rule[] = [
  { says: /^INTERRUPT Error/, code: 'INTERRUPTED', message: 'the statement was interrupted' },
  {
    says: /^Out of Memory Error|max_temp_directory_size/,
    code: 'RESOURCES',
    message: 'the memory of the connection (memoryLimit) is too small for the statement',
  },
  {
    says: /^Permission Error/,
    code: 'PERMISSION_DENIED',
    message: 'the statement reaches for files outside of the connection',
  },
  {
    says: /^Catalog Error: Table with name/,
    code: 'MISSING_DATASET',
    message: 'no such table, view or file',
    repeats: true,
  },
  {
    says: /^Binder Error: (Referenced column|Referenced table|Table ".*" does not have a column)/,
    code: 'MISSING_COLUMN',
    message: 'no such column',
    repeats: true,
  },
  {
    says: /^Binder Error: Contents of view were altered/,
    code: 'DATA_ERROR',
    message: 'the file changed its columns while it was read',
  },
  {
    says: /^(Parser|Syntax|Binder|Catalog) Error/i,
    code: 'INVALID_SQL',
    message: 'DuckDB does not accept the SQL',
    repeats: true,
  },
  {
    says: /^Not implemented Error/,
    code: 'INVALID_SQL',
    message: 'DuckDB does not support this',
  },
  {
    says: /^Invalid Input Error: Cannot prepare multiple/,
    code: 'INVALID_SQL',
    message: 'one statement is expected',
  },
  {
    says: /^Invalid Input Error: (Error when sniffing|CSV Error)|CSV Error on Line/,
    code: 'DATA_ERROR',
    message: 'a CSV file has lines that do not fit its columns and their types',
  },
  { says: /^Invalid Input Error: Malformed JSON/, code: 'DATA_ERROR', message: 'a JSON file is malformed' },
  {
    says: /^Invalid Input Error: More than one row/,
    code: 'DATA_ERROR',
    message: 'a sub-select gave more than one row',
  },
  { says: /^Out of Range Error/, code: 'DATA_ERROR', message: 'a number, date or time is out of range' },
  {
    says: /^Conversion Error/,
    code: 'DATA_ERROR',
    message: 'a value could not be converted to another type',
  },
  { says: /^Invalid Input Error/, code: 'DATA_ERROR', message: 'a value made the statement fail' },
  { says: /^IO Error: No files found/, code: 'MISSING_DATASET', message: 'the file is not there any more' },
  {
    says: /^(IO|HTTP) Error/,
    code: 'DATA_ERROR',
    message: 'a file cannot be read, or is not what its name says',
  },
];

const OPENING_RULES: readonly (Unmeasured & { readonly says: RegExp })[] = [
  {
    says: /^IO Error: Could not set lock/,
    code: 'UNREACHABLE',
    message: 'another program has the database open for writing',
  },
  {
    says: /httpfs/,
    code: 'UNREACHABLE',
    message:
      "s3:// needs DuckDB's extension httpfs, which is not installed here: run INSTALL httpfs once as the user of this program",
  },
  {
    says: /not a valid DuckDB database|version number/,
    code: 'UNREACHABLE',
    message: 'the file is no DuckDB database that this version reads',
  },
  { says: /^IO Error/, code: 'UNREACHABLE', message: 'the file cannot be opened' },
];
