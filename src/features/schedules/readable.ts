import { AppError } from '../../core/errors.ts';

/**
 * Reads many records at once; when one of them cannot be read, each by itself, so that it keeps nobody else from being
 * read. Answers those that were found, and the ids of those that cannot be read with the reason.
 */
export async function readable<Id, T>(
  ids: readonly Id[],
  getMany: (ids: readonly Id[]) => Promise<readonly T[]>,
): Promise<{ readonly found: readonly T[]; readonly damaged: ReadonlyMap<Id, string> }> {
  try {
    return { found: await getMany(ids), damaged: new Map() };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const found: T[] = [];
  const damaged = new Map<Id, string>();
  for (const id of ids)
    try {
      found.push(...(await getMany([id])));
    } catch (error) {
      if (!isDamage(error)) throw error;
      damaged.set(id, error.message);
    }
  return { found, damaged };
}

const isDamage = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === 'RECORD_UNREADABLE';
