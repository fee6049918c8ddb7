/** What Transact-SQL is made of, white space left out. `text` is as it stands in the SQL. */
export interface Token {
  readonly kind: 'word' | 'quotedName' | 'text' | 'number' | 'comment' | 'sign';
  readonly text: string;
}

const KINDS: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /--|\/\*/y],
  ['text', /[Nn]?'(?:[^']|'')*'/y],
  ['quotedName', /\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"/y],
  ['number', /0[xX][0-9A-Fa-f]*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  // variables, temporary tables and system functions begin with the signs among these
  ['word', /[\p{L}_@#$][\p{L}\p{N}_@#$]*/uy],
  ['sign', /::|[-+*/%&|^~<>=!(),.;:?{}\\]/y],
];

/** Null where something begins and does not end, or is no SQL at all. */
export function tokensOf(sql: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let position = 0;
  while (position < sql.length) {
    const found = KINDS.flatMap(([kind, pattern]) => {
      pattern.lastIndex = position;
      const text = pattern.exec(sql)?.[0];
      return text === undefined ? [] : [{ kind, text }];
    })[0];
    if (!found) return null;
    position += found.text.length;
    if (found.kind !== 'space') tokens.push({ kind: found.kind, text: found.text });
  }
  return tokens;
}
