/** The statement with who sends it and why, for lists of running statements and logs. Nothing in it can end the comment. */
export const attributed = (sql: string, purpose: string): string =>
  `/* plumbline ${purpose.replace(/[^A-Za-z0-9 .:=_-]/g, '?').slice(0, 60)} */ ${sql}`;
