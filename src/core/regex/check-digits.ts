/** Everything but ASCII letters and digits is punctuation to people and is passed over. */
const significant = (text: string) => text.replace(/[^0-9A-Za-z]/g, '').toUpperCase();

/**
 * Whether the last digit is the check digit of the others by Luhn's formula: ISO/IEC 7812-1, annex B. From the right
 * every second digit counts twice, a product of two digits as their sum, and the total is a multiple of 10. False for a
 * text without digits or with a letter.
 */
export function luhn(text: string): boolean {
  const digits = significant(text);
  if (!/^[0-9]+$/.test(digits)) return false;
  const total = [...digits].reverse().reduce((sum, digit, i) => {
    const counted = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return sum + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return total % 10 === 0;
}

/**
 * Whether the check digits, the third and the fourth character, are right by MOD 97-10 of ISO/IEC 7064 as ISO 13616
 * applies it to an IBAN: the first four characters go to the end, A to Z count as 10 to 35, and the number that is read
 * then leaves 1 when divided by 97. Letters of either case. False for fewer than 5 or more than 40 characters.
 */
export function mod97(text: string): boolean {
  const characters = significant(text);
  if (!/^[0-9A-Z]{5,40}$/.test(characters)) return false;
  const rest = [...characters.slice(4), ...characters.slice(0, 4)].reduce((remainder, character) => {
    const value = Number.parseInt(character, 36);
    return (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return rest === 1;
}
