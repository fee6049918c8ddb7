const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A number for people: `12,345`, `3.14`. */
export const inNumber = (value: number): string => grouped.format(value);

/** `1 row`, `2,000 rows`. */
export const countOf = (n: number, noun: string): string => `${inNumber(n)} ${noun}${n === 1 ? '' : 's'}`;
