import type { Json } from '../core/json.ts';

/** What must be remembered for a while and can be taken once, by the digest of the token that stands for it. */
export abstract class OneTimeNotes {
  /** Resolves when it is stored. */
  abstract put(digest: string, note: Json, expiresAt: Date): Promise<void>;
  /** The note, which is gone then; null when there is none, or none any more. Of many who ask at once one gets it. */
  abstract take(digest: string, now: Date): Promise<Json>;
}
