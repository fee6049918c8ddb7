import { MalformedCursor } from '../core/errors.ts';
import { isId, timeOfId, type AuditEntryId } from '../core/ids.ts';
import { cursorAfter, positionIn } from './name-cursor.ts';

const LIST = 'auditLogs';

/** A cursor that continues with the entries older than this one. */
export const auditCursorAfter = (id: AuditEntryId): string => cursorAfter(LIST, id);

/** The entry after which a page begins; null for the first page. Throws `MalformedCursor`. */
export function auditPositionIn(cursor: string | null): AuditEntryId | null {
  const after = positionIn(cursor, LIST);
  if (after !== null && !isId(after)) throw new MalformedCursor();
  return after as AuditEntryId | null;
}

/** The UTC month of an entry, `2026-03`. Months order as the ids in them do. */
export const monthOfId = (id: AuditEntryId): string => timeOfId(id).toISOString().slice(0, 7);
