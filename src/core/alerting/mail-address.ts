import { z } from 'zod';

/** `name@host`, in ASCII and without quotes: nothing that could end a header or start another address. */
export const mailAddress = z
  .string()
  .max(254, 'must have at most 254 characters')
  .regex(z.regexes.html5Email, 'must be an e-mail address, such as data-team@example.com');

const WITH_NAME = /^([^"<>@,;:\\()[\]\p{C}]{1,100}) <([^<>]+)>$/u;

/** An address, or `Name <address>`. */
export const mailSender = z.string().refine((text) => {
  const address = WITH_NAME.exec(text)?.[2] ?? text;
  return mailAddress.safeParse(address).success;
}, 'must be an e-mail address, or one with a name: Plumbline <plumbline@example.com>');

/** The address in what `mailSender` accepts. */
export const addressOfSender = (sender: string): string => WITH_NAME.exec(sender)?.[2] ?? sender;
