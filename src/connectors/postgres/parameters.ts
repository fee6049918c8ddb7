import type { Statement } from '../../core/sql/dialect.ts';

/** Takes a value as a parameter and gives back its place holder with its type, `$3::interval`. */
export type Bind = (value: string | number, type: string) => string;

/** The parameters of one statement. What is equal in value and type is one parameter. */
export class Parameters {
  readonly #places = new Map<string, string>();
  readonly #values: (string | number)[] = [];

  readonly bind: Bind = (value, type) => {
    const key = JSON.stringify([value, type]);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = `$${this.#values.push(value)}::${type}`;
    this.#places.set(key, place);
    return place;
  };

  /** In the order of their numbers. */
  get values(): Statement['parameters'] {
    return this.#values;
  }
}

/** A value as SQL of its own, for statements that people run by hand. */
export const literalSql: Bind = (value, type) => `'${String(value).replaceAll("'", "''")}'::${type}`;
