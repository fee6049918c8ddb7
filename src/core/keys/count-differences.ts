import type { KeyDifferences, KeySort } from '../metrics/metric.ts';
import type { KeyGroup } from './merge-keys.ts';
import { areSame, type ValueFamily } from './value-families.ts';

/** The counts that visiting every key gives; rows with a null in their key are counted by others. */
export type VisitedDifferences = Omit<
  KeyDifferences,
  'rowsHere' | 'rowsThere' | 'nullKeysHere' | 'nullKeysThere'
>;

/** Counts how two datasets differ, key by key. `families` are those of the columns that are compared. */
export class DifferenceCounter {
  #counts = {
    onlyHere: 0,
    onlyThere: 0,
    different: 0,
    equal: 0,
    ambiguous: 0,
    repeatedHere: 0,
    repeatedThere: 0,
  };
  readonly #byColumn: number[];
  readonly #shown: Record<KeySort, (readonly string[])[]> = {
    onlyHere: [],
    onlyThere: [],
    different: [],
    ambiguous: [],
  };

  constructor(
    private readonly families: readonly ValueFamily[],
    private readonly showKeys: number,
  ) {
    this.#byColumn = families.map(() => 0);
  }

  readonly visit = (here: KeyGroup | null, there: KeyGroup | null): void => {
    const counts = this.#counts;
    if (here && here.count > 1) counts.repeatedHere += 1;
    if (there && there.count > 1) counts.repeatedThere += 1;
    if (here && there) this.#compare(here, there);
    else if (here) {
      counts.onlyHere += here.count;
      this.#show('onlyHere', here);
    } else if (there) {
      counts.onlyThere += there.count;
      this.#show('onlyThere', there);
    }
  };

  get result(): VisitedDifferences {
    return { ...this.#counts, byColumn: this.#byColumn, shown: this.#shown };
  }

  #compare(here: KeyGroup, there: KeyGroup): void {
    if (here.count > 1 || there.count > 1) {
      this.#counts.ambiguous += 1;
      this.#show('ambiguous', here);
      return;
    }
    let isDifferent = false;
    for (const [i, family] of this.families.entries()) {
      if (areSame(family, here.values[i] ?? null, there.values[i] ?? null)) continue;
      isDifferent = true;
      this.#byColumn[i]! += 1;
    }
    if (!isDifferent) {
      this.#counts.equal += 1;
      return;
    }
    this.#counts.different += 1;
    this.#show('different', here);
  }

  #show(sort: KeySort, { key }: KeyGroup): void {
    if (this.#shown[sort].length < this.showKeys) this.#shown[sort].push(key);
  }
}
