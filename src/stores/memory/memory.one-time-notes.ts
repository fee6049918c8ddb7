import type { Json } from '../../core/json.ts';
import { OneTimeNotes } from '../../ports/one-time-notes.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryOneTimeNotes extends OneTimeNotes {
  private readonly notes = new Map<string, { readonly note: Json; readonly expiresAt: Date }>();

  async put(digest: string, note: Json, expiresAt: Date): Promise<void> {
    this.notes.set(digest, { note, expiresAt });
  }

  async take(digest: string, now: Date): Promise<Json> {
    const found = this.notes.get(digest);
    this.notes.delete(digest);
    return found && found.expiresAt > now ? found.note : null;
  }
}
