import { overlap } from './code-points.ts';
import { isLoop, Positions } from './positions.ts';
import type { PatternTree } from './tree.ts';

/**
 * Whether somewhere in a loop there is a choice of which one branch can match the beginning, or all, of what another
 * one matches: `(a|ab)*`. Branches that can be empty are not compared: they are an option rather than a choice.
 */
export function branchBeginsAnother(tree: PatternTree, ignoreCase: boolean, inLoop = false): boolean {
  switch (tree.node) {
    case 'sequence':
      return tree.parts.some((part) => branchBeginsAnother(part, ignoreCase, inLoop));
    case 'alternation': {
      if (tree.branches.some((branch) => branchBeginsAnother(branch, ignoreCase, inLoop))) return true;
      if (!inLoop) return false;
      const branches = tree.branches.map((branch) => new Positions(branch, ignoreCase));
      return branches.some((a, i) => branches.some((b, j) => i !== j && begins(a, b)));
    }
    case 'repeat':
      return branchBeginsAnother(tree.body, ignoreCase, inLoop || isLoop(tree, 1));
    case 'characters':
    case 'textStart':
    case 'textEnd':
    case 'wordBoundary':
      return false;
  }
}

function begins(a: Positions, b: Positions): boolean {
  const alike = (p: number, q: number) => overlap(a.sets[p] ?? [], b.sets[q] ?? []);
  const seen = new Set<string>();
  const pairs: (readonly [number, number])[] = [];
  const meet = (ps: Iterable<number>, qs: readonly number[]) => {
    for (const p of ps)
      for (const q of qs)
        if (!seen.has(`${p} ${q}`) && alike(p, q)) {
          seen.add(`${p} ${q}`);
          pairs.push([p, q]);
        }
  };
  meet(a.whole.into.keys(), [...b.whole.into.keys()]);
  for (const [p, q] of pairs) {
    if (a.whole.outOf.has(p)) return true;
    meet(a.next[p]?.keys() ?? [], [...(b.next[q]?.keys() ?? [])]);
  }
  return false;
}
