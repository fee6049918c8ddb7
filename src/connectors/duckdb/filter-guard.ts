import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { forbiddenDeed, forbiddenRows } from './forbidden-functions.ts';
import { objectsIn, parsedOf, syntaxTreeStatement, textOf, type Parsed, type Tree } from './syntax-tree.ts';
import { tokenProblem } from './tokens.ts';

const words = (text: string) => new Set(text.split(/\s+/));

/** What a condition is made of. What is not listed is refused, so that new syntax is refused until it is looked at. */
const EXPRESSIONS = words(
  'BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA LAMBDA_REF OPERATOR STAR SUBQUERY WINDOW',
);
const OTHER_NODES = words(
  `SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EMPTY
   EXPRESSION_LIST ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER ORDER_DEFAULT ASCENDING
   DESCENDING`,
);

const IN_WORDS: { readonly [node: string]: string } = {
  PARAMETER: 'a condition has no parameters',
  POSITIONAL_REFERENCE: 'a condition must not name columns by their position (#1)',
  DEFAULT: 'a condition must not contain DEFAULT',
  SHOW_REF: 'a condition must not contain DESCRIBE, SHOW or SUMMARIZE',
  PIVOT: 'a condition must not contain PIVOT or UNPIVOT',
};

/** As much as a test may hold. */
const MAX_LENGTH = 10_000;

const BEFORE = 'SELECT 1 FROM t WHERE';

/**
 * Tells why a text is not one harmless condition. DuckDB's own parser decides what is in it; nothing is run. This is
 * the first of several layers: what it lets through still runs where no other file can be reached.
 */
export class FilterGuard {
  #opening: Promise<Parser> | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /** The complaint, or null. */
  async problemOf(filter: string): Promise<string | null> {
    if (filter.length > MAX_LENGTH) return `a condition must not be longer than ${MAX_LENGTH} characters`;
    if (filter.includes('\0')) return 'a condition must not contain a zero byte';
    if (filter.trim() === '') return 'a condition must not be empty';
    const plain = await this.#parse(`${BEFORE}\n${filter}\n`);
    if (plain.error !== null) return `is not a condition in DuckDB's SQL: ${plain.error}`;
    const complaint = tokenProblem(filter) ?? treeProblem(plain.statements);
    if (complaint !== null) return complaint;
    // as it will stand in a statement: what ends with a clause of its own is no condition there
    const bracketed = await this.#parse(`${BEFORE} (\n${filter}\n)`);
    return bracketed.error === null ? null : `is not a condition in DuckDB's SQL: ${bracketed.error}`;
  }

  async close(): Promise<void> {
    await this.#queue;
    if (!this.#opening) return;
    const { connection, instance } = await this.#opening;
    this.#opening = null;
    connection.closeSync();
    instance.closeSync();
  }

  /** One after the other, for a connection does one thing at a time. */
  #parse(sql: string): Promise<Parsed> {
    const parsing = this.#queue.then(async () => {
      this.#opening ??= openParser();
      const { connection } = await this.#opening;
      const { text, parameters } = syntaxTreeStatement(sql);
      const reader = await connection.runAndReadAll(text, [...parameters]);
      return parsedOf(textOf(reader.getRows()[0]?.[0]));
    });
    this.#queue = parsing.catch(() => null);
    return parsing;
  }
}

interface Parser {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

async function openParser(): Promise<Parser> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '128MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  return { instance, connection };
}

function treeProblem(statements: readonly Tree[]): string | null {
  const [select] = statements;
  if (statements.length !== 1 || !select) return 'one condition is expected, not a statement';
  const { where_clause: condition, from_table: from, ...rest } = select;
  if (select['type'] !== 'SELECT_NODE' || condition === undefined)
    return 'only the condition is expected that stands after WHERE: it must not combine several SELECTs';
  for (const clause of Object.keys(rest))
    if (!['type', 'select_list', 'aggregate_handling'].includes(clause))
      return `only the condition is expected that stands after WHERE: it must not go on with ${CLAUSES[clause] ?? 'another clause'}`;
  if ((from as Tree)['type'] !== 'BASE_TABLE' || rest['aggregate_handling'] !== 'STANDARD_HANDLING')
    return 'only the condition is expected that stands after WHERE: it must not go on with another clause';
  for (const node of objectsIn(condition)) {
    const problem = nodeProblem(node);
    if (problem !== null) return problem;
  }
  return null;
}

function nodeProblem(node: Tree): string | null {
  const [kind, name] = [textOf(node['class']), textOf(node['type'])];
  if (kind !== null && !EXPRESSIONS.has(kind)) return inWords(kind);
  if (kind === null && name !== null && !OTHER_NODES.has(name) && !name.endsWith('_TYPE_INFO'))
    return inWords(name);
  const called = textOf(node['function_name']);
  if (called !== null) return callProblem(called, forbiddenDeed(called));
  const rows =
    name === 'TABLE_FUNCTION' ? textOf((node['function'] as Tree | undefined)?.['function_name']) : null;
  return rows === null ? null : callProblem(rows, forbiddenRows(rows));
}

const callProblem = (name: string, deed: string | null) =>
  deed === null ? null : `a condition must not call ${name}: it ${deed}`;

const inWords = (node: string) => IN_WORDS[node] ?? `a condition must not contain this kind of SQL (${node})`;

const CLAUSES: { readonly [field: string]: string } = {
  group_expressions: 'GROUP BY',
  group_sets: 'GROUP BY',
  having: 'HAVING',
  modifiers: 'ORDER BY, LIMIT or OFFSET',
  sample: 'USING SAMPLE',
  qualify: 'QUALIFY',
  cte_map: 'WITH',
};
