import { z } from 'zod';

/** An address that alerts may be posted to, as far as its text tells. Where it leads is looked at when sending. */
export const webUrl = z
  .string()
  .max(2000)
  .superRefine((text, ctx) => {
    const refuse = (message: string) => ctx.addIssue({ code: 'custom', message });
    if (/[\s\p{Cc}]/u.test(text)) return refuse('must not contain blanks');
    if (!URL.canParse(text)) return refuse('must be a URL, such as https://example.com/hooks/1');
    const { protocol, username, password, hash } = new URL(text);
    if (!/^https?:$/.test(protocol)) return refuse('must begin with https:// or http://');
    if (username !== '' || password !== '') return refuse('must not contain a user or a password');
    if (hash !== '') return refuse('must not contain a # part');
  });
