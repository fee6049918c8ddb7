/** Everything a condition is made of. What is not listed is refused, so that new syntax is refused until it is looked at. */
const ALLOWED = new Set(
  `aggr_func alias asc binary_expr bit_string bool case cast collate column_ref cte date datetime default
   desc double_quote_string else expr expr_list extract fulltext_search function full_hex_string hex_string interval like null
   number bigint origin regex_string select single_quote_string star string table time timestamp unary_expr when window
   window_func rows range dual escape backticks_quote_string natural_string`.split(/\s+/),
);

type Tree = { readonly [field: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Parts of a SELECT that the one around the condition must not have. */
const CLAUSES: { readonly [field: string]: string } = {
  groupby: 'GROUP BY',
  having: 'HAVING',
  orderby: 'ORDER BY',
  limit: 'LIMIT',
  window: 'WINDOW',
  set_op: 'UNION, INTERSECT or EXCEPT',
  _next: 'UNION, INTERSECT or EXCEPT',
};

/** Why what the parser made of `SELECT 1 FROM t WHERE <condition>` is more than one harmless condition, or null. */
export function syntaxProblem(ast: unknown): string | null {
  const [select, ...others] = Array.isArray(ast) ? (ast as readonly unknown[]) : [ast];
  if (others.length > 0 || !isTree(select) || select['type'] !== 'select' || !select['where'])
    return 'one condition is expected, not a statement';
  for (const [field, words] of Object.entries(CLAUSES))
    if (!isEmpty(select[field]))
      return `only the condition is expected that stands after WHERE: it must not go on with ${words}`;
  return nodesProblem(select);
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (isTree(value) &&
    Object.values(value).every((part) => isEmpty(part) || (Array.isArray(part) && part.length === 0)));

/** Walks without recursion: the depth of the tree is the user's. */
function nodesProblem(root: Tree): string | null {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (!isTree(value)) continue;
    const problem = Array.isArray(value) ? null : nodeProblem(value);
    if (problem) return problem;
    waiting.push(...Object.values(value));
  }
  return null;
}

function nodeProblem(node: Tree): string | null {
  if (isTree(node['into']) && !isEmpty(node['into']['position'])) return 'a condition must not write (INTO)';
  if (!isEmpty(node['locking_read'])) return 'a condition must not lock rows (FOR UPDATE, FOR SHARE)';
  if (!isEmpty(node['options'])) return 'a condition must not contain options of SELECT';
  const { type } = node;
  if (typeof type !== 'string' || ALLOWED.has(type.toLowerCase())) return null;
  return `a condition must not contain this kind of SQL (${type})`;
}
