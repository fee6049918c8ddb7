/** A field of a test's definition into which a user writes something. */
export type Way =
  | 'filter'
  | 'condition'
  | 'query'
  | 'number'
  | 'reference filter'
  | 'dataset'
  | 'reference dataset'
  | 'column'
  | 'grouping column'
  | 'timestamp column'
  | 'sampled column'
  | 'pattern'
  | 'accepted value';

/**
 * What stops the attempt when it comes through the API. `parse`: the guard refuses it before anything is sent.
 * `catalogue`: the database's own catalogue says that a function of it may have effects. `name`: it is looked up as a
 * name, and there is none. `value`: it is compared with the data, as a text. `session`: it is sent, and the database
 * refuses it in this session, or it leaves nothing behind.
 */
export type Wall = 'parse' | 'catalogue' | 'name' | 'value' | 'session';

/**
 * What happens when nobody has looked at it before and the login may do everything. `stopped`: the session lets no such
 * statement run to its end. `undone`: it runs, and nothing of it outlives the session. `acts`: it has an effect outside
 * of the transaction, so that only the guard and the rights of the login are in its way; a login with the rights that
 * `verify` proposes is shown to lack them. `unseen`: every login may do it, and
 * nothing that a login can read tells of it afterwards: the guard alone is in its way.
 */
export type Unguarded = 'stopped' | 'undone' | 'acts' | 'unseen';

export interface Attempt {
  readonly way: Way;
  readonly text: string;
  readonly wall: Wall;
  readonly unguarded: Unguarded;
}

/** Attempts of one kind, and what is expected of all of them. */
export const attempts = (
  way: Way,
  wall: Wall,
  unguarded: Unguarded,
  texts: readonly string[],
): readonly Attempt[] => texts.map((text) => ({ way, text, wall, unguarded }));

/** The fields of a test in which the text stands where `way` says; `dataset` is the table that is tested otherwise. */
export function definitionWith(way: Way, text: string, dataset: string): Record<string, unknown> {
  const own = { dataset, timeout: '0.5s' };
  const referential = { ...own, kind: 'referential', columns: ['id'] };
  switch (way) {
    case 'filter':
      return { ...own, kind: 'volume', fail: { min: 0 }, filter: text };
    case 'condition':
      return { ...own, kind: 'expression', condition: text };
    case 'query':
      return { ...own, kind: 'customSql', query: text };
    case 'number':
      return { ...own, kind: 'customSql', query: text, returns: 'number', fail: { min: 0 } };
    case 'reference filter':
      return { ...referential, reference: { dataset, columns: ['id'], filter: text } };
    case 'reference dataset':
      return { ...referential, reference: { dataset: text, columns: ['id'] } };
    case 'dataset':
      return { ...own, kind: 'volume', fail: { min: 0 }, dataset: text };
    case 'column':
      return { ...own, kind: 'completeness', columns: [text] };
    case 'grouping column':
      return { ...own, kind: 'completeness', columns: ['status'], groupBy: [text] };
    case 'timestamp column':
      return { ...own, kind: 'freshness', timestampColumn: text, fail: { maxAge: '1h' } };
    case 'sampled column':
      return { ...own, kind: 'completeness', columns: ['status'], samples: { columns: [text] } };
    case 'pattern':
      return { ...own, kind: 'pattern', column: 'status', regex: text };
    case 'accepted value':
      return { ...own, kind: 'acceptedValues', column: 'status', values: [text] };
  }
}
