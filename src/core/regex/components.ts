/** Of each node of a graph the number of its strongly connected component; every arrow leads to the same or a lower one. */
export function componentsOf(next: readonly ReadonlyMap<number, number>[]): readonly number[] {
  // Tarjan 1972, with a stack of its own: a pattern can be longer than the calls that fit
  const index: number[] = [];
  const low: number[] = [];
  const component: number[] = [];
  const open: number[] = [];
  let visited = 0;
  let count = 0;
  for (const start of next.keys()) {
    if (index[start] !== undefined) continue;
    const visits = [visit(start)];
    for (let at = visits.at(-1); at; at = visits.at(-1)) {
      const arrow = at.arrows.next();
      if (!arrow.done) {
        const to = arrow.value;
        if (index[to] === undefined) visits.push(visit(to));
        else if (component[to] === undefined) lower(at.node, index[to]);
        continue;
      }
      visits.pop();
      const parent = visits.at(-1);
      if (parent) lower(parent.node, low[at.node] ?? 0);
      if (low[at.node] !== index[at.node]) continue;
      for (let node = open.pop(); node !== undefined; node = node === at.node ? undefined : open.pop())
        component[node] = count;
      count += 1;
    }
  }
  return component;

  function visit(node: number) {
    low[node] = index[node] = visited;
    visited += 1;
    open.push(node);
    return { node, arrows: (next[node] ?? new Map<number, number>()).keys() };
  }
  function lower(node: number, to: number) {
    low[node] = Math.min(low[node] ?? to, to);
  }
}
