/**
 * Punctuation that means itself in every engine, escaped or not, but may not be escaped in JavaScript's strict syntax.
 * `\<` and `\>` are left out: elsewhere they are the edges of a word.
 */
const HARMLESS = new Set(' !"#%&\',-:;=@_`~');

interface Rewritten {
  readonly source: string;
  /** Of each character of `source`, and of its end, where it was before. */
  readonly positions: readonly number[];
}

/** The pattern with `\@`, `\-`, `\_` and the like written as `\x40`, which the strict syntax reads. */
export function acceptHarmlessEscapes(pattern: string): Rewritten {
  let source = '';
  const positions: number[] = [];
  const add = (text: string, at: number) => {
    source += text;
    for (let i = 0; i < text.length; i += 1) positions.push(at);
  };
  for (let at = 0; at < pattern.length; at += 1) {
    const next = pattern[at] === '\\' ? pattern[at + 1] : undefined;
    if (next === undefined) {
      add(pattern.charAt(at), at);
      continue;
    }
    add(HARMLESS.has(next) ? `\\x${next.charCodeAt(0).toString(16)}` : `\\${next}`, at);
    at += 1;
  }
  positions.push(pattern.length);
  return { source, positions };
}
