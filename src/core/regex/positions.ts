import { charactersOf } from './characters.ts';
import type { CodePoints } from './code-points.ts';
import type { PatternTree, RepeatNode } from './tree.ts';

/** How many ways lead somewhere: 2 stands for any number above one. */
type Ways = ReadonlyMap<number, number>;

/** The ways through a part of a pattern: into it, out of it, and past it without reading a character. */
interface Fragment {
  readonly into: Ways;
  readonly outOf: Ways;
  readonly past: number;
}

/**
 * The places of a pattern that read one character each, and the ways from one to the next (Glushkov's automaton). Two
 * ways between the same places are told apart, because a backtracking engine tries both.
 *
 * Long counted repetitions are cut short or taken for unbounded ones, so that the automaton stays small: it can be more
 * ambiguous than the pattern, never less.
 */
export class Positions {
  readonly sets: CodePoints[] = [];
  readonly next: Map<number, number>[] = [];
  /** A loop whose body can match nothing at all. */
  repeatsNothing = false;
  /** Where a text of the whole pattern can begin and end. */
  readonly whole: Fragment;
  private readonly ignoreCase: boolean;

  constructor(tree: PatternTree, ignoreCase: boolean) {
    this.ignoreCase = ignoreCase;
    this.whole = this.add(tree, 1);
  }

  /** `times`: how often what stands around it can be repeated. */
  private add(tree: PatternTree, times: number): Fragment {
    switch (tree.node) {
      case 'characters': {
        const position = this.sets.push(charactersOf(tree, this.ignoreCase)) - 1;
        this.next.push(new Map());
        return { into: new Map([[position, 1]]), outOf: new Map([[position, 1]]), past: 0 };
      }
      case 'sequence':
        return tree.parts.reduce((before, part) => this.joined(before, this.add(part, times)), nothing);
      case 'alternation':
        return tree.branches.map((branch) => this.add(branch, times)).reduce(either);
      case 'repeat':
        return this.repeated(tree, times);
      // counted as always possible
      case 'textStart':
      case 'textEnd':
      case 'wordBoundary':
        return nothing;
    }
  }

  private joined(before: Fragment, after: Fragment): Fragment {
    this.link(before.outOf, after.into);
    return {
      into: sum(before.into, multiplied(after.into, before.past)),
      outOf: sum(after.outOf, multiplied(before.outOf, after.past)),
      past: capped(before.past * after.past),
    };
  }

  private repeated(tree: RepeatNode, times: number): Fragment {
    const { body, min, max } = tree;
    const loop = isLoop(tree, times);
    const within = times * (loop ? 1 : (max ?? 1));
    let whole = nothing;
    for (let i = 0; i < Math.min(min, COPIES); i += 1) whole = this.joined(whole, this.add(body, within));
    if (loop) return this.joined(whole, this.loop(body, within));
    let optional = nothing;
    for (let i = 0; i < Math.min((max ?? min) - min, COPIES); i += 1)
      optional = either(this.joined(this.add(body, within), optional), nothing);
    return this.joined(whole, optional);
  }

  private loop(body: PatternTree, times: number): Fragment {
    const once = this.add(body, times);
    if (once.past > 0) this.repeatsNothing = true;
    this.link(once.outOf, once.into);
    return { into: once.into, outOf: once.outOf, past: 1 };
  }

  private link(from: Ways, to: Ways): void {
    for (const [a, waysOut] of from)
      for (const [b, waysIn] of to)
        this.next[a]?.set(b, capped((this.next[a].get(b) ?? 0) + waysOut * waysIn));
  }
}

/** Enough to see that one repetition can be taken for the next. */
const COPIES = 3;

/** Whether a long text can make the repetition, or the one around it, as costly as one without bounds. */
export function isLoop({ body, min, max }: RepeatNode, times: number): boolean {
  if (max === null) return true;
  if (body.node === 'characters') return max - min > 20;
  return max * times > 4 && (max - min > 4 || varies(body));
}

/** Whether what it matches can be of different lengths. */
function varies(tree: PatternTree): boolean {
  const [shortest, longest] = lengthsOf(tree);
  return shortest !== longest;
}

function lengthsOf(tree: PatternTree): readonly [shortest: number, longest: number] {
  switch (tree.node) {
    case 'characters':
      return [1, 1];
    case 'sequence':
      return tree.parts
        .map(lengthsOf)
        .reduce((all, part) => [all[0] + part[0], all[1] + part[1]], [0, 0] as const);
    case 'alternation':
      return tree.branches
        .map(lengthsOf)
        .reduce((all, branch) => [Math.min(all[0], branch[0]), Math.max(all[1], branch[1])]);
    case 'repeat': {
      const [shortest, longest] = lengthsOf(tree.body);
      return [shortest * tree.min, tree.max === null ? Infinity : longest * tree.max];
    }
    case 'textStart':
    case 'textEnd':
    case 'wordBoundary':
      return [0, 0];
  }
}

const nothing: Fragment = { into: new Map(), outOf: new Map(), past: 1 };

const capped = (ways: number) => Math.min(ways, 2);

const multiplied = (ways: Ways, factor: number): Ways =>
  factor === 0 ? new Map() : new Map([...ways].map(([to, n]) => [to, capped(n * factor)]));

function sum(a: Ways, b: Ways): Ways {
  const both = new Map(a);
  for (const [to, n] of b) both.set(to, capped((both.get(to) ?? 0) + n));
  return both;
}

const either = (a: Fragment, b: Fragment): Fragment => ({
  into: sum(a.into, b.into),
  outOf: sum(a.outOf, b.outOf),
  past: capped(a.past + b.past),
});
