import type { CheckDigits } from '../../core/sql/expression.ts';

/** A text of more characters than these has no check digits: 16³ places are counted. */
const LONGEST = 4096;
const hexDigits = `(VALUES ${Array.from({ length: 16 }, (_, i) => `(${i})`).join(', ')})`;

/** The characters of a text that count, in capitals, with their places `i` from the left and `r` from the right. */
const significant = (text: string): string =>
  `SELECT UPPER(c) COLLATE Latin1_General_100_BIN2 AS c, ROW_NUMBER() OVER (ORDER BY n) AS i,
        ROW_NUMBER() OVER (ORDER BY n DESC) AS r, COUNT(*) OVER () AS total
      FROM (
        SELECT n, SUBSTRING(${text}, n, 1) COLLATE Latin1_General_100_BIN2 AS c
        FROM (
          SELECT TOP (ISNULL(LEN(${text}), 0)) CAST(ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS int) AS n
          FROM ${hexDigits} AS x(d) CROSS JOIN ${hexDigits} AS y(d) CROSS JOIN ${hexDigits} AS z(d)
        ) AS places
      ) AS characters
      WHERE c LIKE '[0-9A-Za-z]'`;

const ifShort = (text: string, sql: string): string =>
  `CASE WHEN LEN(${text}) <= ${LONGEST} THEN (\n    ${sql}\n    ) WHEN ${text} IS NOT NULL THEN 0 END`;

/** What 10 to the power of 0, 1, 2 … leaves when divided by 97, two digits each: for as many digits as 40 letters have. */
const rests = Array.from({ length: 80 }, (_, i) => String(10n ** BigInt(i) % 97n).padStart(2, '0')).join('');

/** 1 when the check digits of a text are right, else 0. Null for null. */
export const checkDigitsSql: Record<CheckDigits, (text: string) => string> = {
  // from the right, every second digit counts twice, and a product of two digits as their sum
  luhn: (text) =>
    ifShort(
      text,
      `SELECT CASE WHEN COUNT(*) > 0 AND COUNT(*) = COUNT(d)
        AND SUM(CASE WHEN r % 2 = 1 THEN d WHEN d < 5 THEN d * 2 ELSE d * 2 - 9 END) % 10 = 0 THEN 1 ELSE 0 END
      FROM (SELECT r, CASE WHEN c < 'A' THEN UNICODE(c) - 48 END AS d FROM (
      ${significant(text)}
      ) AS significant) AS digits`,
    ),
  // the first four characters go to the end, a letter is a number from 10 to 35, and the rest of a division by 97 is 1:
  // each character is worth its number times 10 to the power of the digits after it, and the rests are added
  mod97: (text) =>
    ifShort(
      text,
      `SELECT CASE WHEN COUNT(*) BETWEEN 5 AND 40
        AND SUM(v * CAST(SUBSTRING('${rests}', 2 * behind + 1, 2) AS int)) % 97 = 1 THEN 1 ELSE 0 END
      FROM (
        SELECT v, SUM(w) OVER (ORDER BY place DESC ROWS UNBOUNDED PRECEDING) - w AS behind
        FROM (
          SELECT CASE WHEN i > 4 THEN i ELSE i + total END AS place,
            UNICODE(c) - CASE WHEN c < 'A' THEN 48 ELSE 55 END AS v,
            CASE WHEN c < 'A' THEN 1 ELSE 2 END AS w
          FROM (
      ${significant(text)}
          ) AS significant
          WHERE total <= 40
        ) AS moved
      ) AS shares`,
    ),
};
