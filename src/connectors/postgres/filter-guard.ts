import { hasSqlDetails, parse, scan } from 'libpg-query';
import { calledNames, type Tree } from './called-names.ts';
import { forbiddenDeed } from './forbidden-functions.ts';

const BEFORE = 'SELECT 1 FROM t WHERE\n';

/** Everything a condition is made of. What is not listed is refused, so that new syntax is refused until it is looked at. */
const ALLOWED = new Set(
  `A_ArrayExpr A_Const A_Expr A_Indices A_Indirection A_Star Alias BitString BoolExpr Boolean BooleanTest CaseExpr
   CaseWhen CoalesceExpr CollateClause ColumnDef ColumnRef CommonTableExpr Float FuncCall GroupingSet Integer
   JoinExpr JsonAggConstructor JsonArgument JsonArrayAgg JsonArrayConstructor JsonArrayQueryConstructor JsonBehavior
   JsonFormat JsonFuncExpr JsonIsPredicate JsonKeyValue JsonObjectAgg JsonObjectConstructor JsonOutput JsonParseExpr
   JsonReturning JsonScalarExpr JsonSerializeExpr JsonTable JsonTableColumn JsonTablePathSpec JsonValueExpr List
   MinMaxExpr NamedArgExpr NullTest RangeFunction RangeSubselect RangeTableFunc RangeTableFuncCol RangeTableSample
   RangeVar ResTarget RowExpr SQLValueFunction SelectStmt SortBy String SubLink TypeCast TypeName WindowDef WithClause
   XmlExpr XmlSerialize`.split(/\s+/),
);

const WRITES: { readonly [node: string]: string } = {
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
  MergeStmt: 'MERGE',
};

/** As much as a test may hold; it also bounds how deep the parser, which has little stack, has to go. */
const MAX_LENGTH = 10_000;

/**
 * Why this text is not one harmless condition, or null. The real parser of PostgreSQL decides what is in it. This is
 * the first of several layers: what it lets through still runs read-only, is bounded in time and is rolled back.
 */
export async function filterProblem(filter: string): Promise<string | null> {
  if (filter.length > MAX_LENGTH) return `a condition must not be longer than ${MAX_LENGTH} characters`;
  if (filter.includes('\0')) return 'a condition must not contain a zero byte';
  if (filter.trim() === '') return 'a condition must not be empty';
  try {
    const { stmts } = await parse(`${BEFORE}${filter}\n`);
    return (await tokenProblem(filter)) ?? treeProblem(stmts ?? []);
  } catch (error) {
    if (hasSqlDetails(error)) return `is not a condition in PostgreSQL's SQL: ${error.message}`;
    if (error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError'))
      return 'is nested too deeply to be checked: make it shorter';
    throw error;
  }
}

/** What the tree does not show any more. Asked only for text that can be parsed: the scanner knows no other errors. */
async function tokenProblem(filter: string): Promise<string | null> {
  const { tokens } = await scan(filter);
  for (const { tokenName, text } of tokens) {
    if (tokenName === 'SQL_COMMENT' || tokenName === 'C_COMMENT')
      return 'a condition must not contain comments';
    if (tokenName === 'PARAM') return `a condition has no parameters: ${text} has no value`;
    if (text === ';') return 'one condition is expected: it must not contain ";"';
  }
  return null;
}

function treeProblem(statements: readonly { readonly stmt?: unknown }[]): string | null {
  const select = (statements[0]?.stmt as Tree | undefined)?.['SelectStmt'] as Tree | undefined;
  if (statements.length !== 1 || !select) return 'one condition is expected, not a statement';
  for (const clause of Object.keys(select))
    if (!['targetList', 'fromClause', 'whereClause', 'limitOption', 'op'].includes(clause))
      return `only the condition is expected that stands after WHERE: it must not go on with ${clauseInWords(clause)}`;
  if (select['op'] !== 'SETOP_NONE' || !select['whereClause'])
    return 'only the condition is expected that stands after WHERE: it must not combine several SELECTs';
  const condition = select['whereClause'] as Tree;
  return nodesProblem(condition) ?? attributesProblem(condition);
}

/** What looks like a column and is a call. */
function attributesProblem(condition: Tree): string | null {
  for (const name of calledNames(condition).attributesOfFunctions) {
    const deed = forbiddenDeed(name);
    if (deed) return `a condition must not call ${name}: it ${deed}`;
  }
  return null;
}

/** Walks without recursion: the depth of the tree is the user's. */
function nodesProblem(root: Tree): string | null {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [field, child] of Object.entries(value)) {
      const problem = Array.isArray(value) ? null : fieldProblem(field, child);
      if (problem) return problem;
      waiting.push(child);
    }
  }
  return null;
}

/** Nodes have upper-case names; what is in lower case is a field of one. */
function fieldProblem(field: string, value: unknown): string | null {
  if (field === 'intoClause') return 'a condition must not write: SELECT INTO makes a table';
  if (field === 'lockingClause') return 'a condition must not lock rows (FOR UPDATE, FOR SHARE)';
  if (field === 'funcname' || field === 'indirection') return functionProblem(value);
  if (/^[a-z]/.test(field) || ALLOWED.has(field)) return null;
  return WRITES[field]
    ? `a condition must not write: it contains ${WRITES[field]}`
    : `a condition must not contain this kind of SQL (${field})`;
}

/** Any part of a name counts: `pg_catalog.pg_sleep(1)` is `pg_sleep(1)`, and so is `(1).pg_sleep`. */
function functionProblem(name: unknown): string | null {
  const parts = (name as readonly { readonly String?: { readonly sval?: string } }[]).flatMap(
    (part) => part.String?.sval ?? [],
  );
  for (const part of parts) {
    const deed = part === 'pg_catalog' ? null : forbiddenDeed(part);
    if (deed) return `a condition must not call ${parts.join('.')}: it ${deed}`;
  }
  return null;
}

const CLAUSES: { readonly [field: string]: string } = {
  groupClause: 'GROUP BY',
  groupDistinct: 'GROUP BY',
  havingClause: 'HAVING',
  windowClause: 'WINDOW',
  sortClause: 'ORDER BY',
  limitCount: 'LIMIT',
  limitOffset: 'OFFSET',
  lockingClause: 'FOR UPDATE or FOR SHARE',
  intoClause: 'INTO',
  all: 'UNION, INTERSECT or EXCEPT',
  larg: 'UNION, INTERSECT or EXCEPT',
  rarg: 'UNION, INTERSECT or EXCEPT',
};
const clauseInWords = (field: string) => CLAUSES[field] ?? 'another clause';
