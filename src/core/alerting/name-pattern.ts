/**
 * Whether a name fits a pattern in which `*` stands for any text, also for none; case counts. Goes back to the last `*`
 * only, so that no pattern takes longer than its length times that of the name.
 */
export function fitsPattern(name: string, pattern: string): boolean {
  let n = 0;
  let p = 0;
  let lastStar = -1;
  let resumeAt = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      lastStar = p++;
      resumeAt = n;
    } else if (pattern[p] === name[n]) {
      p++;
      n++;
    } else if (lastStar >= 0) {
      p = lastStar + 1;
      n = ++resumeAt;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
