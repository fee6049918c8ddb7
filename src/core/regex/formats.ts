import type { Format } from './format.ts';
import { isoDate, isoDateTime, isoTime } from './format-dates.ts';
import { email, hostname, ipv4, ipv6, macAddress, url } from './format-network.ts';

const uuid: Format = {
  pattern: '[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}',
  checkDigits: null,
  description: 'A UUID with hyphens, of any version, letters of either case (RFC 9562, section 4).',
  valid: ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '00000000-0000-0000-0000-000000000000'],
  invalid: [
    'f81d4fae7dec11d0a76500a0c91e6bf6',
    '{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}',
    'f81d4fae-7dec-11d0-a765-00a0c91e6bfg',
    '',
  ],
};

const phoneE164: Format = {
  pattern: '\\+[1-9][0-9]{1,14}',
  checkDigits: null,
  description: 'A phone number in international form: + and up to 15 digits, no punctuation (ITU-T E.164).',
  valid: ['+14155552671', '+442071838750', '+551155256325'],
  invalid: ['14155552671', '+0123456789', '+1 415 555 2671', '+1234567890123456', '+'],
};

const ibanGroup = ' [0-9A-Z]{4}';
const iban: Format = {
  pattern:
    '[A-Z]{2}[0-9]{2}(?:[0-9A-Z]{11,30}' +
    `|(?:${ibanGroup}){2}(?: [0-9A-Z]{3}` +
    `|(?:${ibanGroup}){1,4}(?: [0-9A-Z]{1,4})?|(?:${ibanGroup}){5}(?: [0-9A-Z]{1,2})?))`,
  checkDigits: 'mod97',
  description:
    'An IBAN in its electronic form, or printed in groups of four, in capitals, with right check digits ' +
    '(ISO 13616-1). The length that each country sets is not checked.',
  valid: [
    'GB82WEST12345698765432',
    'GB82 WEST 1234 5698 7654 32',
    'DE89370400440532013000',
    'NO9386011117947',
    'NO93 8601 1117 947',
    'MT84MALT011000012345MTLCAST001S',
    'MT84 MALT 0110 0001 2345 MTLC AST0 01S',
  ],
  invalid: [
    'GB82WEST12345698765431',
    'gb82west12345698765432',
    'GB82-WEST-1234-5698-7654-32',
    'GB82 WEST12345698765432',
    'DE8937040044',
    '',
  ],
};

const creditCard: Format = {
  pattern: '[0-9](?:[ -]?[0-9]){11,18}',
  checkDigits: 'luhn',
  description:
    'A payment card number: 12 to 19 digits with a right check digit, single spaces or hyphens between them allowed ' +
    '(ISO/IEC 7812-1).',
  valid: ['4111111111111111', '4111 1111 1111 1111', '3782-822463-10005', '6011111111111117'],
  invalid: ['4111111111111112', '4111  1111 1111 1111', '411111111111', '4111111111111111 ', ''],
};

const bic: Format = {
  pattern: '[0-9A-Z]{4}[A-Z]{2}[0-9A-Z]{2}(?:[0-9A-Z]{3})?',
  checkDigits: null,
  description: 'A business identifier code (BIC, SWIFT code) of 8 or 11 characters in capitals (ISO 9362).',
  valid: ['DEUTDEFF', 'DEUTDEFF500', 'NEDSZAJJXXX'],
  invalid: ['DEUTDEF', 'DEUTDEFF5', 'deutdeff', 'DEUT1EFF', 'DEUTDEFF 500', ''],
};

/** Every format by the name that a test gives it. */
export const formats = {
  email,
  uuid,
  ipv4,
  ipv6,
  url,
  hostname,
  macAddress,
  phoneE164,
  isoDate,
  isoTime,
  isoDateTime,
  iban,
  bic,
  creditCard,
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
