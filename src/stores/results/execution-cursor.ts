import { z } from 'zod';
import { MalformedCursor } from '../../core/errors.ts';
import type { ExecutionId } from '../../core/ids.ts';

/** The last execution of the page before: pages go on behind it, also where several share `queuedAt`. */
interface ExecutionPosition {
  readonly queuedAt: Date;
  readonly id: ExecutionId;
}

const position = z.strictObject({
  q: z.iso.datetime({ precision: 3 }).transform((text) => new Date(text)),
  i: z.uuid().transform((id) => id as ExecutionId),
});

export const cursorOf = ({ queuedAt, id }: ExecutionPosition): string =>
  Buffer.from(JSON.stringify({ q: queuedAt.toISOString(), i: id })).toString('base64url');

/** Throws `MalformedCursor`. */
export function positionOf(cursor: string): ExecutionPosition {
  const parsed = position.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) throw new MalformedCursor();
  return { queuedAt: parsed.data.q, id: parsed.data.i };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new MalformedCursor();
    throw error;
  }
}
