import type { Format } from './format.ts';

const leapYear = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';

const date =
  '(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])' +
  '|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)' +
  '|02-(?:0[1-9]|1[0-9]|2[0-8]))' +
  `|${leapYear}-02-29)`;

const hourAndMinute = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
const second = '(?:[0-5][0-9]|60)(?:\\.[0-9]+)?';

export const isoDate: Format = {
  pattern: date,
  checkDigits: null,
  description:
    'A calendar date as YYYY-MM-DD that exists, leap years included, of the years 0000 to 9999 (ISO 8601-1).',
  valid: ['2024-02-29', '2000-02-29', '2023-12-31', '0000-02-29', '1900-02-28', '2023-04-30'],
  invalid: [
    '2023-02-29',
    '1900-02-29',
    '2023-04-31',
    '2023-13-01',
    '2023-00-10',
    '2023-1-1',
    '20230101',
    '2023-01-01 ',
    '',
  ],
};

export const isoTime: Format = {
  pattern: `${hourAndMinute}(?::${second})?`,
  checkDigits: null,
  description:
    'A time of day as hh:mm or hh:mm:ss with an optional fraction after a dot, 00:00 to 23:59:60, which is a leap ' +
    'second; no offset (ISO 8601-1).',
  valid: ['00:00', '23:59:59', '23:59:60', '12:30:00.123456'],
  invalid: ['24:00', '12:60', '1:30', '12:30:61', '12:30:00.', '12:30Z', ''],
};

export const isoDateTime: Format = {
  pattern: `${date}[Tt]${hourAndMinute}:${second}(?:[Zz]|[+-]${hourAndMinute})`,
  checkDigits: null,
  description: 'A date and time with an offset from UTC, on a date that exists (RFC 3339, section 5.6).',
  valid: [
    '1985-04-12T23:20:50.52Z',
    '1996-12-19T16:39:57-08:00',
    '1990-12-31T23:59:60Z',
    '2024-02-29t00:00:00z',
  ],
  invalid: [
    '1985-04-12T23:20:50',
    '1985-04-12 23:20:50Z',
    '2023-02-29T00:00:00Z',
    '1985-04-12T23:20Z',
    '1985-04-12T24:00:00Z',
    '1985-04-12T23:20:50+24:00',
    '',
  ],
};
