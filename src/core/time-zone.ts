import { z } from 'zod';

/** An IANA time zone that this runtime knows. An offset such as `+02:00` is none: engines differ on its sign. */
export const timeZone = z.string().refine(
  (name) => {
    try {
      return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
    } catch {
      return false;
    }
  },
  { message: 'is not an IANA time zone such as Europe/Berlin' },
);
