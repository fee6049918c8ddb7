import { z } from 'zod';
import { MalformedCursor } from '../core/errors.ts';

const position = z.strictObject({
  list: z.enum([
    'connections',
    'tests',
    'schedules',
    'channels',
    'alert rules',
    'auditLogs',
    'users',
    'API keys',
  ]),
  after: z.string().min(1),
});
export type ListName = z.infer<typeof position>['list'];

/** A cursor that continues after the record at `after` (see `nameOrder`), whether or not it still exists. */
export const cursorAfter = (list: ListName, after: string): string =>
  Buffer.from(JSON.stringify({ list, after })).toString('base64url');

/** The position in `cursor`; null for the first page. Throws `MalformedCursor` for what `cursorAfter` did not make. */
export function positionIn(cursor: string | null, list: ListName): string | null {
  if (cursor === null) return null;
  const parsed = position.safeParse(jsonIn(cursor));
  if (!parsed.success || parsed.data.list !== list) throw new MalformedCursor();
  const { after } = parsed.data;
  if (cursorAfter(list, after) !== cursor || Buffer.byteLength(after) > 1024) throw new MalformedCursor();
  return after;
}

function jsonIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
