/** A request for one page. `cursor` is the `nextCursor` of the page before, or null for the first. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

/** `nextCursor` is null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
