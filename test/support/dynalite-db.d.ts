/** What dynalite is made of; only specs that stage a crash look inside. */
declare module 'dynalite/db/index.js' {
  type RawItem = { [attribute: string]: { S: string } };
  type Done<T = void> = (error: Error | null, value: T) => void;

  interface ItemDb {
    get(key: string, done: Done<RawItem>): void;
    del(key: string, done: Done): void;
  }

  interface Store {
    readonly db: { close(): Promise<void> };
    getTable(name: string, done: Done<object>): void;
    getItemDb(table: string): ItemDb;
  }

  const dynaliteDb: {
    create(options: { readonly path: string }): Store;
    createKey(item: RawItem, table: object): string;
    updateIndexes(
      store: Store,
      table: object,
      before: RawItem | null,
      after: RawItem | null,
      done: Done,
    ): void;
  };
  export default dynaliteDb;
}
