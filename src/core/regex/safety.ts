import { overlap, unionOf, type CodePoints } from './code-points.ts';
import { componentsOf } from './components.ts';
import { branchBeginsAnother } from './branches.ts';
import { Positions } from './positions.ts';
import type { PatternTree } from './tree.ts';

/** Beyond it the pairs of positions are too many to look at. */
const MAX_LOOP = 100;
/** Likewise of loops. */
const MAX_LOOPS = 20;

/**
 * Why a backtracking engine (PCRE2, ICU) could take more than about quadratic time to find that a text does not match,
 * in words that complete the sentence "the pattern …"; null when it cannot. When in doubt there is a reason. An engine
 * that does not backtrack (RE2, PostgreSQL) needs no such question.
 *
 * What decides is in how many ways the pattern can read one text: if two lead from a place in a loop back to it, the
 * number doubles with each round; each pair of loops that share out one stretch of text adds a power of its length
 * (Weber and Seidl, On the degree of ambiguity of finite automata, 1991).
 */
export function backtrackingRisk(tree: PatternTree, { ignoreCase } = { ignoreCase: false }): string | null {
  const positions = new Positions(tree, ignoreCase);
  if (positions.repeatsNothing) return 'repeats a part that can be empty';
  const loops = loopsOf(positions);
  if (loops.some(({ members }) => members.length > MAX_LOOP))
    return 'repeats a part that is too long to be judged';
  if (loops.length > MAX_LOOPS)
    return `has more than ${MAX_LOOPS} repetitions, which is too much to be judged`;
  if (branchBeginsAnother(tree, ignoreCase))
    return 'repeats a choice of which one branch begins like another';
  if (loops.some((loop) => readsTwoWays(loop, positions)))
    return 'repeats a part in such a way that one text can be divided into it in many ways';
  if (pairsInARow(loops, positions) > 1)
    return 'has more than two repetitions that can share out one stretch of text in many ways';
  return null;
}

interface Loop {
  readonly members: readonly number[];
  /** All that is read anywhere in it. */
  readonly alphabet: CodePoints;
}

/** From the first to the last: no way leads from one back to one before it. */
function loopsOf({ sets, next }: Positions): readonly Loop[] {
  const members = new Map<number, number[]>();
  for (const [position, component] of componentsOf(next).entries())
    members.set(component, [...(members.get(component) ?? []), position]);
  return [...members.entries()]
    .sort(([a], [b]) => b - a)
    .map(([, positions]) => positions)
    .filter(([first = 0, ...others]) => others.length > 0 || next[first]?.has(first))
    .map((positions) => ({ members: positions, alphabet: unionOf(positions.flatMap((p) => sets[p] ?? [])) }));
}

/** Whether two different ways that read the same text lead from a place of the loop back to it. */
function readsTwoWays({ members }: Loop, { sets, next }: Positions): boolean {
  const size = members.length;
  const numbers = new Map(members.map((position, i) => [position, i]));
  const arrows = members.map((position) =>
    [...(next[position] ?? [])].flatMap(([to, ways]) => {
      const number = numbers.get(to);
      return number === undefined ? [] : [{ to: number, ways }];
    }),
  );
  if (arrows.some((all) => all.some(({ ways }) => ways > 1))) return true;
  const alike = members.map((a) => members.map((b) => overlap(sets[a] ?? [], sets[b] ?? [])));
  const back = members.map((_, i) =>
    arrows.flatMap((all, from) => (all.some(({ to }) => to === i) ? [{ to: from }] : [])),
  );
  // pairs of different places at which two readings of one text can be that came from one place and meet in one again
  const apart = pairsFromOne(arrows, alike);
  const meeting = pairsFromOne(back, alike);
  return apart.some((isApart, pair) => isApart && meeting[pair] && Math.floor(pair / size) !== pair % size);
}

/** Whether two ways from one place, both with texts alike, lead to a pair of places: at `first * size + second`. */
function pairsFromOne(
  arrows: readonly (readonly { readonly to: number }[])[],
  alike: readonly (readonly boolean[])[],
): readonly boolean[] {
  const size = arrows.length;
  const reached = new Array<boolean>(size * size).fill(false);
  const open = arrows.map((_, i) => i * size + i);
  for (const pair of open) reached[pair] = true;
  for (let pair = open.pop(); pair !== undefined; pair = open.pop())
    for (const { to: first } of arrows[Math.floor(pair / size)] ?? [])
      for (const { to: second } of arrows[pair % size] ?? []) {
        const next = first * size + second;
        if (reached[next] || !alike[first]?.[second]) continue;
        reached[next] = true;
        open.push(next);
      }
  return reached;
}

/** The most pairs of loops that share a stretch of text on any one way through the pattern. */
function pairsInARow(loops: readonly Loop[], { sets, next }: Positions): number {
  const pairs: number[] = [];
  for (const [i, loop] of loops.entries()) {
    const before = loopsBefore(loop, loops.slice(0, i), next);
    pairs.push(
      before.reduce((most, j) => {
        const shared = loops[j] && shareText(loops[j], loop, sets, next) ? 1 : 0;
        return Math.max(most, (pairs[j] ?? 0) + shared);
      }, 0),
    );
  }
  return Math.max(0, ...pairs);
}

/** The numbers of the loops from which a way leads to this one. */
function loopsBefore(to: Loop, loops: readonly Loop[], next: Positions['next']): readonly number[] {
  const [target = 0] = to.members;
  return [...loops.keys()].filter((i) => {
    const reached = new Set(loops[i]?.members);
    for (const position of reached) for (const after of next[position]?.keys() ?? []) reached.add(after);
    return reached.has(target);
  });
}

/** Whether what the first loop reads can lead into the second one and be read by that as well. */
function shareText(from: Loop, to: Loop, sets: readonly CodePoints[], next: Positions['next']): boolean {
  const targets = new Set(to.members);
  const reached = new Set(from.members);
  for (const position of reached)
    for (const after of next[position]?.keys() ?? []) {
      const set = sets[after] ?? [];
      if (!overlap(set, from.alphabet) || !overlap(set, to.alphabet)) continue;
      if (targets.has(after)) return true;
      reached.add(after);
    }
  return false;
}
