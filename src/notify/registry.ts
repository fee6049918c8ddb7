import { Notifiers, type Notifier } from '../ports/notifier.ts';

/** The notifiers this program was built with. Throws when two of them claim one type. */
export class NotifierRegistry extends Notifiers {
  readonly types: readonly string[];
  readonly #byType: ReadonlyMap<string, Notifier>;

  constructor(notifiers: readonly Notifier[]) {
    super();
    this.#byType = new Map(notifiers.map((notifier) => [notifier.type, notifier]));
    this.types = [...this.#byType.keys()].sort();
    if (this.types.length < notifiers.length)
      throw new Error(`two notifiers for one type: ${notifiers.map(({ type }) => type).join(', ')}`);
  }

  for(type: string): Notifier | null {
    return this.#byType.get(type) ?? null;
  }
}
