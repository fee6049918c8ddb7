import parserOfMysql from 'node-sql-parser/build/mysql.js';
import { mayHaveBracket } from './allowed-functions.ts';
import { syntaxProblem } from './syntax-tree.ts';
import { tokensOf, type Token } from './tokens.ts';

/** As much as a test may hold. */
const MAX_LENGTH = 10_000;

/** The parser goes as deep as the brackets do, and takes exponentially longer for each of them in some places. */
const MAX_DEPTH = 40;

/**
 * Why this text is not one harmless condition, or null. What is in it is decided twice: by its tokens, which are read
 * here as the server reads them, and by the tree that a parser makes of it. What either cannot read is refused. This is
 * the first of several layers: what it lets through still runs read-only, is bounded in time and is rolled back.
 */
export function filterProblem(filter: string): string | null {
  if (filter.length > MAX_LENGTH) return `a condition must not be longer than ${MAX_LENGTH} characters`;
  if (filter.includes('\0')) return 'a condition must not contain a zero byte';
  if (filter.trim() === '') return 'a condition must not be empty';
  const tokens = tokensOf(filter);
  return tokensProblem(tokens) ?? parsedProblem(filter, tokens);
}

function tokensProblem(tokens: readonly Token[]): string | null {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    const problem = tokenProblem(token, tokens[i - 1], tokens[i + 1]);
    if (problem) return problem;
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth < 0) return 'is not a condition: a bracket is closed that was never opened';
    if (depth > MAX_DEPTH) return 'is nested too deeply to be checked: make it shorter';
  }
  return depth === 0 ? null : 'is not a condition: a bracket is never closed';
}

function tokenProblem(
  { kind, text }: Token,
  before: Token | undefined,
  after: Token | undefined,
): string | null {
  if (kind === 'comment') return 'a condition must not contain comments';
  if (kind === 'unended') return `is not a condition: there is no end to what ${text} begins`;
  if (text === ';') return 'one condition is expected: it must not contain ";"';
  if (text === '?' || text === ':') return `a condition has no parameters: ${text} has no value`;
  if (text === '@' || text === ':=') return 'a condition must not use variables (@, :=)';
  if (text === '\\') return 'is not a condition: a backslash stands outside of strings';
  if (kind === 'word' && FORBIDDEN[text.toLowerCase()] && !(isCall(after) && mayHaveBracket(text)))
    return `a condition must not contain ${text.toUpperCase()}: it ${FORBIDDEN[text.toLowerCase()]}`;
  if (!isCall(after) || (kind !== 'word' && kind !== 'quotedName')) return null;
  const isOfSchema = before?.text === '.';
  return kind === 'word' && !isOfSchema && mayHaveBracket(text)
    ? null
    : `a condition must not call ${text}: only functions are allowed that are known to do no harm`;
}

const isCall = (after: Token | undefined) => after?.text === '(';

/** Words with no harmless use in a condition, unless they are the name of a function. */
const FORBIDDEN: { readonly [word: string]: string } = {
  into: 'writes',
  outfile: 'writes a file',
  dumpfile: 'writes a file',
  insert: 'writes',
  update: 'writes or locks rows',
  delete: 'writes',
  replace: 'writes',
  load: 'reads a file',
  call: 'runs a procedure',
  procedure: 'runs a procedure',
  lock: 'locks rows',
  for: 'locks rows or takes a number of a sequence',
};

type Parser = { parse(sql: string, options: { readonly database: string }): { readonly ast: unknown } };
const { Parser: MysqlParser } = parserOfMysql as unknown as { readonly Parser: new () => Parser };

function parsedProblem(filter: string, tokens: readonly Token[]): string | null {
  // the parser does not know the comparison that takes nulls for equal, which reads like any other
  const condition = tokens.reduce(
    (sql, { text, at }) => (text === '<=>' ? `${sql.slice(0, at)} = ${sql.slice(at + 3)}` : sql),
    filter,
  );
  let ast: unknown;
  try {
    ({ ast } = new MysqlParser().parse(`SELECT 1 FROM t WHERE\n${condition}\n`, { database: 'MySQL' }));
  } catch (error) {
    if (error instanceof RangeError) return 'is nested too deeply to be checked: make it shorter';
    return `is not a condition that can be checked: ${placeOf(error)}`;
  }
  return syntaxProblem(ast);
}

/** The parser's message lists all that could have come instead; what was found is enough. */
function placeOf(error: unknown): string {
  const message = String((error as { readonly message?: unknown }).message);
  const found = /but (.{1,80}?) found/.exec(message)?.[1];
  return found ? `${found} was not expected` : 'it could not be read';
}
