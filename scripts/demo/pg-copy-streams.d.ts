declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** A stream that feeds `COPY … FROM STDIN`; hand it to `client.query`. */
  export function from(sql: string): Writable & Submittable;
}
