/** A piece of a condition, as MySQL reads it in a session with the settings of ours. */
export interface Token {
  readonly kind: 'word' | 'quotedName' | 'string' | 'number' | 'sign' | 'comment' | 'unended';
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

/** In this order: the first that fits is the token. A backslash is special in strings, not in quoted names. */
const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['comment', /#|--|\/\*|\*\//y],
  ['string', /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"/y],
  ['quotedName', /`(?:[^`]|``)*`/y],
  ['unended', /['"`]/y],
  ['number', /\d+(?:\.\d*)?(?:e[+-]?\d+)?(?![\w$\u0080-\uffff])|\.\d+(?:e[+-]?\d+)?(?![\w$\u0080-\uffff])/iy],
  ['word', /[\w$\u0080-\uffff]+/y],
  ['sign', /<=>|->>|->|:=|<<|>>|<=|>=|<>|!=|&&|\|\||[^]/y],
];

const BLANK = /\s+/y;

/** All tokens without the white space between them. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    const blank = matchAt(BLANK, sql, at);
    if (blank !== null) {
      at += blank.length;
      continue;
    }
    for (const [kind, pattern] of KINDS) {
      const text = matchAt(pattern, sql, at);
      if (text === null) continue;
      tokens.push({ kind, text, at });
      at += text.length;
      break;
    }
  }
  return tokens;
}

function matchAt(pattern: RegExp, sql: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0] ?? null;
}
