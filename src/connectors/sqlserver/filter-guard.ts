import parsing from 'node-sql-parser/build/transactsql.js';
import { tokensOf, type Token } from './filter-tokens.ts';
import { BEFORE_BRACKETS, FORBIDDEN_WORDS, HARMLESS_FUNCTIONS, OTHER_CLAUSES } from './filter-words.ts';

/** As much as a test may hold. */
const MAX_LENGTH = 10_000;
/** The parser tries out what brackets may mean, and each level costs it more than the one before. */
const MAX_DEPTH = 20;

/**
 * Why this text is not one harmless condition, or null. Its words decide first, because Transact-SQL needs no semicolon
 * between statements and a parser that is not SQL Server's own may read it otherwise; then a parser must be able to read
 * it as the condition of one SELECT. This is one of several layers: the login's rights are the one that counts.
 */
export function filterProblem(filter: string): string | null {
  if (filter.length > MAX_LENGTH) return `a condition must not be longer than ${MAX_LENGTH} characters`;
  if (filter.includes('\0')) return 'a condition must not contain a zero byte';
  if (filter.trim() === '') return 'a condition must not be empty';
  const tokens = tokensOf(filter);
  if (tokens === null) return 'is not a condition in Transact-SQL: a text or a name does not end';
  return tokensProblem(tokens) ?? structureProblem(filter);
}

function tokensProblem(tokens: readonly Token[]): string | null {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    const { kind, text } = token;
    if (kind === 'comment') return 'a condition must not contain comments';
    if (kind === 'sign') {
      if (text === ';') return 'one condition is expected: it must not contain ";"';
      if (['::', ':', '?', '{', '}', '\\'].includes(text)) return `a condition must not contain "${text}"`;
      if (text === '(') depth += 1;
      if (text === ')') depth -= 1;
      if (depth < 0) return 'is not a condition in Transact-SQL: ")" closes nothing';
      if (depth > MAX_DEPTH) return 'is nested too deeply to be checked: make it shorter';
    }
    if (kind === 'word') {
      const problem = wordProblem(text, depth, isQualified(tokens, i));
      if (problem) return problem;
    }
    const problem = tokens[i + 1]?.text === '(' ? callProblem(token, tokens[i - 1]) : null;
    if (problem) return problem;
    if (nameParts(tokens, i) > 3) return 'a condition must not name another server (a name of four parts)';
  }
  return depth > 0 ? 'is not a condition in Transact-SQL: "(" is not closed' : null;
}

function wordProblem(text: string, depth: number, qualified: boolean): string | null {
  const word = text.toUpperCase();
  if (text.startsWith('@@'))
    return `a condition must not contain ${text}: it tells about the server, not about values`;
  if (text.startsWith('@')) return `a condition has no variables: ${text} has no value`;
  if (/^[#$]/.test(text)) return `a condition must not contain ${text}`;
  if (qualified) return null;
  if (/^(xp|sp)_/i.test(text)) return `a condition must not call ${text}: it runs other SQL`;
  const deed = FORBIDDEN_WORDS.get(word);
  if (deed)
    return `a condition must not contain ${word}: it ${deed} (a column of this name is written [${text}])`;
  if (depth === 0 && OTHER_CLAUSES.has(word))
    return `only the condition is expected that stands after WHERE: it must not go on with ${word}`;
  return null;
}

/** Whether a word is a part of a name with dots, and so none of the language. */
const isQualified = (tokens: readonly Token[], i: number): boolean => tokens[i - 1]?.text === '.';

/** What stands before a bracket is called, unless it is a word of the language. */
function callProblem(token: Token, before: Token | undefined): string | null {
  if (token.kind !== 'word' && token.kind !== 'quotedName') return null;
  const name = token.text.toUpperCase();
  const isKnown =
    token.kind === 'word' &&
    before?.text !== '.' &&
    (HARMLESS_FUNCTIONS.has(name) || BEFORE_BRACKETS.has(name));
  return isKnown
    ? null
    : `a condition must not call ${token.text}: it is none of the functions that are known to be harmless`;
}

/** Of the name that begins here; parts may be empty, as in `server...table`. */
function nameParts(tokens: readonly Token[], start: number): number {
  if (tokens[start]?.kind !== 'word' && tokens[start]?.kind !== 'quotedName') return 0;
  if (tokens[start - 1]?.text === '.') return 0;
  let parts = 1;
  for (let i = start + 1; tokens[i]?.text === '.'; i += 1) {
    parts += 1;
    const next = tokens[i + 1]?.kind;
    if (next === 'word' || next === 'quotedName') i += 1;
  }
  return parts;
}

const parser = new parsing.Parser();

function structureProblem(filter: string): string | null {
  let tree: unknown;
  try {
    tree = parser.astify(`SELECT 1 AS c FROM t WHERE\n${filter}\n`, { database: 'transactsql' });
  } catch (error) {
    return `cannot be read as a condition in Transact-SQL${reasonOf(error)}`;
  }
  const statements = Array.isArray(tree) ? (tree as unknown[]) : [tree];
  const [select] = statements as readonly {
    readonly type?: unknown;
    readonly where?: unknown;
    readonly _next?: unknown;
  }[];
  if (statements.length !== 1 || select?.type !== 'select' || !select.where || select._next)
    return 'one condition is expected, not a statement';
  return null;
}

/** Where the parser stopped. What it would have expected there is a list of a hundred signs. */
function reasonOf(error: unknown): string {
  const { found, location } = error as {
    readonly found?: unknown;
    readonly location?: { readonly start?: { readonly line?: number; readonly column?: number } };
  };
  const start = location?.start;
  if (start?.line === undefined) return '';
  const where = ` at line ${start.line - 1}, column ${start.column ?? 0}`;
  return found === null ? `: it ends too early` : `${where}`;
}
