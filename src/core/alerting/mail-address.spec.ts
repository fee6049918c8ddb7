import { addressOfSender, mailAddress, mailSender } from './mail-address.ts';

it.each(['a@b.c', 'root@localhost', "o'neil+x@sub.example.com"])('%j is an address', (text) => {
  expect(mailAddress.safeParse(text).success).toBe(true);
});

it.each([
  '',
  'a',
  'a@',
  '@b',
  'a@b@c',
  'a b@c.d',
  'a@b.c\r\nBcc: x@y.z',
  'a@b.c,x@y.z',
  'A <a@b.c>',
  '"a b"@c.d',
  'a@b.c\u0000',
  'ü@b.c',
  `${'a'.repeat(251)}@b.c`,
])('%j is no address', (text) => {
  expect(mailAddress.safeParse(text).success).toBe(false);
});

it.each([
  ['a@b.c', 'a@b.c'],
  ['Data quality <dq@example.com>', 'dq@example.com'],
  ['Datenqualität <dq@example.com>', 'dq@example.com'],
])('%j may send', (text, address) => {
  expect(mailSender.safeParse(text).success).toBe(true);
  expect(addressOfSender(text)).toBe(address);
});

it.each(['A, B <a@b.c>', 'A\r\nX: 1 <a@b.c>', '"A" <a@b.c>', 'A <a@b.c> <d@e.f>', 'A <>', 'A'])(
  '%j may not send',
  (text) => {
    expect(mailSender.safeParse(text).success).toBe(false);
  },
);
