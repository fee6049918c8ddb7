import type { Page, PageRequest } from '../../src/core/page.ts';

export interface Named {
  readonly id: string;
  readonly version: number;
  readonly name: string;
}

/** What the stores of connections and tests have in common. */
export interface NamedStore<T extends Named> {
  create(record: T): Promise<void>;
  get(id: T['id']): Promise<T | null>;
  list(page: PageRequest): Promise<Page<T>>;
  replace(record: T): Promise<void>;
  delete(id: T['id'], version: number | null): Promise<void>;
}

export interface NamedRecordsCase<T extends Named> {
  /** A new empty store. */
  readonly open: () => Promise<NamedStore<T>>;
  readonly some: (fields?: { readonly name?: string }) => T;
  readonly notFound: new (id: string) => Error;
}

/** Every page of the list with pages of `limit`, in turn. */
export async function pagesOf<T>(
  list: (page: PageRequest) => Promise<Page<T>>,
  limit: number,
): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await list({ limit, cursor });
    pages.push([...page.items]);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

export const sizes = (pages: readonly (readonly unknown[])[]) => pages.map((page) => page.length);

/** The record as its owner would change it next. */
export const changed = <T extends Named>(record: T, fields: { name?: string } = {}): T => ({
  ...record,
  ...fields,
  version: record.version + 1,
});

/** Stores a record for each name, one after the other. */
export async function withNames<T extends Named>(
  store: NamedStore<T>,
  some: (fields: { readonly name: string }) => T,
  names: readonly string[],
): Promise<T[]> {
  const records = names.map((name) => some({ name }));
  for (const record of records) await store.create(record);
  return records;
}
