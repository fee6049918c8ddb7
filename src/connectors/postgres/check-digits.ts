import type { CheckDigits } from '../../core/sql/expression.ts';

/** The characters of a text that count, in capitals. */
const significant = (text: string) => `upper(regexp_replace(${text}, '[^0-9A-Za-z]', '', 'g'))`;

/** Whether the check digits of a text are right. Null for null. CASE keeps the arithmetic away from what has none. */
export const checkDigitsSql: Record<CheckDigits, (text: string) => string> = {
  // from the right, every second digit counts twice, and a product of two digits as their sum
  luhn: (text) =>
    `CASE WHEN ${significant(text)} ~ '^[0-9]+$' THEN (\n` +
    `    SELECT sum(CASE WHEN i % 2 = 1 THEN d WHEN d < 5 THEN d * 2 ELSE d * 2 - 9 END) % 10 = 0\n` +
    `    FROM (SELECT i, substr(reverse(${significant(text)}), i, 1)::integer AS d\n` +
    `      FROM generate_series(1, length(${significant(text)})) AS i) AS digits\n` +
    `  ) WHEN ${text} IS NOT NULL THEN FALSE END`,
  // the first four characters go to the end, a letter is a number from 10 to 35, and the rest of a division by 97 is 1
  mod97: (text) =>
    `CASE WHEN ${significant(text)} ~ '^[0-9A-Z]{5,40}$' THEN (\n` +
    `    SELECT string_agg(CASE WHEN c < 'A' THEN c ELSE (ascii(c) - 55)::text END, '' ORDER BY i)::numeric % 97 = 1\n` +
    `    FROM (SELECT i, substr(substr(${significant(text)}, 5) || left(${significant(text)}, 4), i, 1) COLLATE "C" AS c\n` +
    `      FROM generate_series(1, length(${significant(text)})) AS i) AS characters\n` +
    `  ) WHEN ${text} IS NOT NULL THEN FALSE END`,
};
