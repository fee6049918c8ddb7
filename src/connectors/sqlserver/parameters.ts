import type { Statement } from '../../core/sql/dialect.ts';

/** Takes a text as a parameter and gives back its place holder, `@p3`: an nvarchar, for SQL to cast. */
export type Bind = (value: string) => string;

/** The parameters of one statement, equal ones once. */
export class Parameters {
  readonly #places = new Map<string, string>();
  readonly #values: string[] = [];

  readonly bind: Bind = (value) => {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    const place = `@p${this.#values.push(value)}`;
    this.#places.set(value, place);
    return place;
  };

  /** In the order of their numbers. */
  get values(): Statement['parameters'] {
    return this.#values;
  }
}

/** A text as SQL of its own, for statements that people run by hand. */
export const literalSql: Bind = (value) => `N'${value.replaceAll("'", "''")}'`;
