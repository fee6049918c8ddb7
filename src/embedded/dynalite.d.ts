declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Directory of the LevelDB store; in memory without one. */
    readonly path?: string;
    /** How long a table stays in CREATING, DELETING, UPDATING; half a second each unless given. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** A server that does not listen yet; its `close` also closes the store. */
  export default function dynalite(options: DynaliteOptions): Server;
}
