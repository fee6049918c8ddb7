/** One token that hides what stands in it: a text, a quoted name, a text between dollars. */
const QUOTED = /[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$.*?\$\1\$/suy;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;

/** What the syntax tree does not show any more, as a complaint: comments and semicolons outside of texts; or null. */
export function tokenProblem(sql: string): string | null {
  for (let at = 0; at < sql.length;) {
    const quoted = lengthAt(QUOTED, sql, at);
    if (quoted > 0) {
      at += quoted;
      continue;
    }
    if (sql.startsWith('--', at) || sql.startsWith('/*', at)) return 'a condition must not contain comments';
    if (sql[at] === ';') return 'one condition is expected: it must not contain ";"';
    at += lengthAt(WORD, sql, at) || 1;
  }
  return null;
}

function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
