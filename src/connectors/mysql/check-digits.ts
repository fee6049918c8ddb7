import type { CheckDigits } from '../../core/sql/expression.ts';
import { exactCollation } from './texts.ts';

/** The characters of a text that count, in capitals. */
const significant = (text: string) => `UPPER(REGEXP_REPLACE(${exactCollation(text)}, '[^0-9A-Za-z]', ''))`;

/** As many characters as are looked at; the longest number that has a Luhn digit, ISO 7812, has 19. */
const LONGEST = 64;
const POSITIONS = Array.from({ length: LONGEST }, (_, i) =>
  i === 0 ? 'SELECT 1 AS i' : `SELECT ${i + 1}`,
).join(' UNION ALL ');

/** Letters as the numbers 10 to 35. */
const lettersAsNumbers = (text: string) =>
  Array.from({ length: 26 }, (_, i) => i).reduce(
    (sql, i) => `REPLACE(${sql}, '${String.fromCharCode(65 + i)}', '${10 + i}')`,
    text,
  );

/** The rest of a division by 97 of up to 80 digits, piece by piece: no number of the engine has so many. */
function restOf97(digits: string): string {
  const piece = (from: number, length: number) => `SUBSTR(${digits}, ${from}, ${length})`;
  const rest = (number: string) => `(CAST(${number} AS DECIMAL(40)) % 97)`;
  return rest(`CONCAT(${rest(`CONCAT(${rest(piece(1, 30))}, ${piece(31, 30)})`)}, ${piece(61, 30)})`);
}

/** Whether the check digits of a text are right. Null for null. CASE keeps the arithmetic away from what has none. */
export const checkDigitsSql: Record<CheckDigits, (text: string) => string> = {
  // from the right, every second digit counts twice, and a product of two digits as their sum
  luhn: (text) => {
    const digit = `CAST(SUBSTR(REVERSE(${significant(text)}), i, 1) AS SIGNED)`;
    return (
      `CASE WHEN ${significant(text)} REGEXP '^[0-9]{1,${LONGEST}}$' THEN (\n` +
      `    SELECT SUM(CASE WHEN i % 2 = 1 THEN ${digit} WHEN ${digit} < 5 THEN ${digit} * 2 ELSE ${digit} * 2 - 9 END) % 10 = 0\n` +
      `    FROM (${POSITIONS}) AS positions WHERE i <= CHAR_LENGTH(${significant(text)})\n` +
      `  ) WHEN ${text} IS NOT NULL THEN FALSE END`
    );
  },
  // the first four characters go to the end, and the rest of a division by 97 is 1
  mod97: (text) => {
    const code = significant(text);
    const digits = lettersAsNumbers(`CONCAT(SUBSTR(${code}, 5), LEFT(${code}, 4))`);
    return (
      `CASE WHEN ${code} REGEXP '^[0-9A-Z]{5,40}$' THEN ${restOf97(digits)} = 1` +
      ` WHEN ${text} IS NOT NULL THEN FALSE END`
    );
  },
};
