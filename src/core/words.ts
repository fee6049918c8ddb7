const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const tiny = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });

/** A number for people: `12,345`, `3.14`, `0.0012`. Only zero is `0`. */
export const inNumber = (value: number): string =>
  (value !== 0 && Math.abs(value) < 0.01 ? tiny : grouped).format(value);

/** `1 row`, `2,000 rows`. */
export const countOf = (n: number, noun: string): string => `${inNumber(n)} ${noun}${n === 1 ? '' : 's'}`;
