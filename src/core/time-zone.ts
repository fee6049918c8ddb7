import { z } from 'zod';

/** An IANA time zone that this runtime knows. */
export const timeZone = z.string().refine(
  (name) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
    } catch {
      return false;
    }
  },
  { message: 'is not an IANA time zone such as Europe/Berlin' },
);
