export type Tree = { readonly [field: string]: unknown };

/** The parts of a name, with its schema if it has one. */
export type Name = readonly string[];

/** What a condition calls, by what its syntax tree shows. */
export interface CalledNames {
  readonly functions: readonly Name[];
  readonly operators: readonly Name[];
  /**
   * Qualified columns, each by its last part: `row.total` is `total(row)` where there is no such column but such a
   * function.
   */
  readonly attributes: readonly string[];
  /** Those of them whose qualifier is what a function in FROM gives: `f.pg_sleep` is `pg_sleep(f)` for any value. */
  readonly attributesOfFunctions: readonly string[];
}

/** Walks without recursion: the depth of the tree is the user's. */
export function calledNames(root: Tree): CalledNames {
  const functions: Name[] = [];
  const operators: Name[] = [];
  const columns: Name[] = [];
  const givers = new Set<string | null>();
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [field, child] of Object.entries(value as Tree)) {
      waiting.push(child);
      if (field === 'funcname' || field === 'indirection') functions.push(nameOf(child));
      if (field === 'A_Expr' || field === 'SortBy' || field === 'SubLink')
        operators.push(...operatorsOf(child as Tree));
      if (field === 'ColumnRef') columns.push(nameOf((child as Tree)['fields']));
      if (field === 'RangeFunction') givers.add(aliasOf(child as Tree));
    }
  }
  const qualified = columns.filter((name) => name.length > 1);
  const isOfFunction = (name: Name) => givers.has(null) || givers.has(name.at(-2)!);
  return {
    functions: functions.filter((name) => name.length > 0),
    operators,
    attributes: qualified.map((name) => name.at(-1)!),
    attributesOfFunctions: qualified.filter(isOfFunction).map((name) => name.at(-1)!),
  };
}

const nameOf = (parts: unknown): Name =>
  (Array.isArray(parts)
    ? (parts as readonly { readonly String?: { readonly sval?: string } }[])
    : []
  ).flatMap((part) => part.String?.sval ?? []);

const operatorsOf = ({ name, useOp, operName }: Tree): readonly Name[] =>
  [name, useOp, operName].map(nameOf).filter((found) => found.length > 0);

/** Null: it has the name of the function, or of what stands for one, which is not told here. */
const aliasOf = ({ alias }: Tree): string | null =>
  (alias as { readonly aliasname?: string } | undefined)?.aliasname ?? null;
