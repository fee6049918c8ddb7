import { MalformedCursor } from '../../core/errors.ts';
import { isId, type IncidentId } from '../../core/ids.ts';

/** Ids carry the time of the opening, so that the last one of a page is where the next begins. */
export const cursorOf = (id: IncidentId): string => Buffer.from(id).toString('base64url');

/** Throws `MalformedCursor`. */
export function idIn(cursor: string): IncidentId {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!isId(id)) throw new MalformedCursor();
  return id as IncidentId;
}
