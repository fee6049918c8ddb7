import type { Statement } from '../../core/sql/dialect.ts';

/** What the rendering of one statement shares. */
export interface Scope {
  /** Takes a value and gives back SQL that stands for it as a text. */
  readonly bind: (value: string) => string;
  /** The instant at which the snapshot began. */
  readonly now: string;
}

/** A variable of the session, set when the snapshot is taken; see `openingCommands`. */
export const NOW_VARIABLE = '@plumbline_now';

/**
 * The parameters of one statement. MySQL knows them by their position only: until the text is complete, marks with a
 * zero byte, which nothing else can have, keep the places.
 */
export class Parameters {
  readonly #values: string[] = [];

  readonly scope: Scope = {
    bind: (value) => `\0${this.#values.push(value) - 1}\0`,
    now: `CAST(${NOW_VARIABLE} AS DATETIME(6))`,
  };

  statement(text: string): Statement {
    const parameters: string[] = [];
    const final = text.replace(/\0(\d+)\0/g, (_, place: string) => {
      parameters.push(this.#values[Number(place)]!);
      return '?';
    });
    return { text: final, parameters };
  }
}

/** For statements that people run by hand. A backslash is special in the strings of a session like any other. */
export const literalScope: Scope = {
  bind: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
  now: 'UTC_TIMESTAMP(6)',
};
