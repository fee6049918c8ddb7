import { promisify } from 'node:util';
import dynaliteDb from 'dynalite/db/index.js';

/** How far dynalite came when it was killed: it writes the indexes first and the item last. */
export type Crash =
  | { readonly within: 'create' }
  | { readonly within: 'delete' }
  | { readonly within: 'change'; readonly attributes: { readonly [name: string]: string } };

/**
 * Leaves the item `pk` as a kill at the wrong moment does: `create` has made its index rows only, `delete` has removed
 * only them, `change` has moved them to where the new attributes belong. No server may have `path` open.
 */
export async function halfWritten(path: string, table: string, pk: string, crash: Crash): Promise<void> {
  const store = dynaliteDb.create({ path });
  try {
    const description = await promisify(store.getTable)(table);
    const items = store.getItemDb(table);
    const key = dynaliteDb.createKey({ pk: { S: pk } }, description);
    if (crash.within === 'create') return await promisify(items.del)(key);
    const before = await promisify(items.get)(key);
    const moved = crash.within === 'change' ? Object.entries(crash.attributes) : null;
    const after = moved && { ...before, ...Object.fromEntries(moved.map(([name, S]) => [name, { S }])) };
    await promisify(dynaliteDb.updateIndexes)(store, description, before, after);
  } finally {
    await store.db.close();
  }
}
