import type { Format } from './format.ts';

const label = '[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?';
const host = `${label}(?:\\.${label})*`;

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const dotted = `${octet}(?:\\.${octet}){3}`;

const group = '[0-9A-Fa-f]{1,4}';
/** `count` groups, each with its colon. */
const groups = (count: number) => (count === 0 ? '' : count === 1 ? `${group}:` : `(?:${group}:){${count}}`);
/** Up to `count` groups with colons between them, and then the gap. */
const beforeGap = (count: number) =>
  count === 0 ? '::' : `(?:${count === 1 ? '' : `(?:${group}:){0,${count - 1}}`}${group})?::`;
/** The last 32 bits. */
const tail = `(?:${group}:${group}|${dotted})`;

/** IPv6address of RFC 3986, appendix A, in its order; its first seven lines end in the same 32 bits. */
const beginnings = [groups(6), ...[5, 4, 3, 2, 1, 0].map((after) => beforeGap(5 - after) + groups(after))];
const ipv6Pattern = `(?:${beginnings.join('|')})${tail}|${beforeGap(6)}${group}|${beforeGap(7)}`;

export const email: Format = {
  pattern: `[0-9A-Za-z.!#$%&'*+/=?^_\`{|}~-]+@${host}`,
  checkDigits: null,
  description:
    'An e-mail address as browsers accept it: no quotes, comments or international domains, and the domain may be a ' +
    'single label (HTML Living Standard, valid e-mail address).',
  valid: ['ann@example.com', "o'neil+tag@mail.example.co.uk", 'a@b', 'x.y-z@1-2.example'],
  invalid: [
    'ann',
    'ann@',
    '@example.com',
    'ann@-example.com',
    'ann@example..com',
    'an n@example.com',
    'ann@example.com ',
    'ann@example.com\n',
    '',
  ],
};

export const hostname: Format = {
  pattern: host,
  checkDigits: null,
  description:
    'A host name of labels of letters, digits and inner hyphens, 63 characters each, no dot at the end (RFC 952, ' +
    'RFC 1123, section 2.1). The whole length is not checked.',
  valid: ['example.com', 'localhost', '3com.com', 'a-b.c', 'x'.repeat(63)],
  invalid: ['-a.example', 'a-.example', 'a_b.example', 'example.com.', 'a..b', 'x'.repeat(64), ''],
};

export const ipv4: Format = {
  pattern: dotted,
  checkDigits: null,
  description: 'An IPv4 address as four decimal numbers without leading zeros (IPv4address of RFC 3986).',
  valid: ['0.0.0.0', '192.0.2.1', '255.255.255.255'],
  invalid: ['256.0.0.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.4 ', ''],
};

export const ipv6: Format = {
  pattern: ipv6Pattern,
  checkDigits: null,
  description:
    'An IPv6 address in any form, with :: and an embedded IPv4 address, without a zone (RFC 4291, section 2.2).',
  valid: [
    '::',
    '::1',
    '1::',
    '2001:db8::1',
    '2001:DB8:0:0:8:800:200C:417A',
    'FF01::101',
    '1:2:3:4:5:6:7::',
    '1:2:3:4:5:6::8',
    '::2:3:4:5:6:7:8',
    '1::3:4:5:6:7:8',
    '::FFFF:129.144.52.38',
    '0:0:0:0:0:0:13.1.68.3',
    '64:ff9b::192.0.2.33',
  ],
  invalid: [
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    '::1.2.3',
    '::1.2.3.256',
    '1.2.3.4::',
    'fe80::1%eth0',
    '[::1]',
    '',
  ],
};

const pathCharacter = "[0-9A-Za-z._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2}";
const queryCharacter = "[0-9A-Za-z._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}";

export const url: Format = {
  pattern:
    `[Hh][Tt][Tt][Pp][Ss]?://(?:${host}|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?` +
    `(?:/(?:${pathCharacter})*)?(?:\\?(?:${queryCharacter})*)?(?:#(?:${queryCharacter})*)?`,
  checkDigits: null,
  description:
    'An absolute http or https URL without user name, of a host name or an IP address; other characters than ASCII are ' +
    'percent-encoded (RFC 3986, of which it is a part).',
  valid: [
    'https://example.com',
    'HTTP://example.com:8080/a/b%20c?d=e&f=%C3%A9#g?',
    'https://192.0.2.1/',
    'http://[2001:db8::1]:80/',
    'https://example.com?q',
  ],
  invalid: [
    'example.com',
    'ftp://example.com',
    'https://',
    'https:///path',
    'https://user@example.com',
    'https://example.com/a b',
    'https://example.com/%zz',
    'https://exa_mple.com',
    'https://example.com/é',
    '',
  ],
};

export const macAddress: Format = {
  pattern: '[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})',
  checkDigits: null,
  description: 'A MAC address of six pairs of hexadecimal digits with hyphens or colons (EUI-48, IEEE 802).',
  valid: ['00-1B-63-84-45-E6', '00:1b:63:84:45:e6'],
  invalid: [
    '001B638445E6',
    '00-1B-63-84-45',
    '00-1B:63-84-45-E6',
    '00-1B-63-84-45-E6-07',
    '00-1G-63-84-45-E6',
    '',
  ],
};
