import type { CheckDigits } from '../../core/sql/expression.ts';

/** The characters of a text that count, in capitals. */
const significant = (text: string) => `upper(regexp_replace(${text}, '[^0-9A-Za-z]', '', 'g'))`;

/** Whether the check digits of a text are right. Null for null. CASE keeps the arithmetic away from what has none. */
export const checkDigitsSql: Record<CheckDigits, (text: string) => string> = {
  // from the right, every second digit counts twice, and a product of two digits as their sum
  luhn: (text) =>
    `CASE WHEN regexp_full_match(${significant(text)}, '[0-9]+') THEN\n` +
    `    list_sum(list_transform(string_split(reverse(${significant(text)}), '')::INTEGER[], lambda d, i:\n` +
    `      CASE WHEN i % 2 = 1 THEN d WHEN d < 5 THEN d * 2 ELSE d * 2 - 9 END)) % 10 = 0\n` +
    `  WHEN ${text} IS NOT NULL THEN FALSE END`,
  // the first four characters go to the end, a letter is a number from 10 to 35, and the rest of a division by 97 is 1
  mod97: (text) =>
    `CASE WHEN regexp_full_match(${significant(text)}, '[0-9A-Z]{5,40}') THEN\n` +
    `    list_reduce(list_transform(string_split(${significant(text)}[5:] || ${significant(text)}[1:4], ''), lambda c:\n` +
    `      ord(c) - CASE WHEN c < 'A' THEN 48 ELSE 55 END),\n` +
    `      lambda rest, n: (rest * CASE WHEN n < 10 THEN 10 ELSE 100 END + n) % 97) = 1\n` +
    `  WHEN ${text} IS NOT NULL THEN FALSE END`,
};
