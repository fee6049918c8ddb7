import type { Column } from '../../core/columns.ts';
import type { SentStatement } from '../../core/execution.ts';
import { isKeyType, type KeyType } from '../../core/keys/key-types.ts';
import type { KeyGroup } from '../../core/keys/merge-keys.ts';
import { valueFamilyOf, valueText, type ValueFamily } from '../../core/keys/value-families.ts';
import type { ColumnNeed } from '../../core/metrics/definition.ts';
import type { Metric, Unmeasured } from '../../core/metrics/metric.ts';
import { unmetNeed } from '../../core/planning/plan-scans.ts';
import { UnsupportedByEngine, type KeyPage, type Statement } from '../../core/sql/dialect.ts';
import { namedMetric, type NamedMetric, type Place } from '../../core/verdict/wanted-metrics.ts';
import { SourceUnavailable, type Connector } from '../../ports/connector.ts';
import type { OpenSnapshot } from './paired-snapshots.ts';
import { PlaceScanner } from './place-scanner.ts';
import type { Sent, Wish } from './scanner.ts';

/** Cells of a page, and keys of a page of narrow rows: what is in memory of one side at a time. */
const CELLS = 40_000;
const MOST_KEYS = 5000;

/** Keys are data: of the statements that begin after one, the parameters are not kept. */
const HIDDEN = '•••';

/** Why the rows of a side cannot be read. Not an error of ours: it becomes the outcome. */
export class SideUnmeasured extends Error {
  constructor(readonly reason: Unmeasured) {
    super(reason.message);
  }
}

export interface SideSettings {
  readonly place: Place;
  readonly keys: readonly string[];
  /** Read beside the keys. */
  readonly columns: readonly string[];
  readonly needs: readonly ColumnNeed[];
  readonly maxRows: number;
  readonly timeZone: string;
  /** The tests that want it, and the metric for which rows are read. */
  readonly wishes: readonly Wish[];
  readonly metric: NamedMetric;
}

/** One of two datasets that are read in the order of their keys. What it throws is `SideUnmeasured`. */
export class KeyedSide {
  readonly #scanner: PlaceScanner;
  readonly #sent: Sent[] = [];
  #columns: ReadonlyMap<string, Column> = new Map();

  constructor(
    private readonly source: OpenSnapshot,
    readonly settings: SideSettings,
  ) {
    this.#scanner = new PlaceScanner(source.connector, source.target, source.snapshot, this.#sent);
  }

  get keyTypes(): readonly KeyType[] {
    return this.settings.keys.map((name) => this.#columns.get(name)!.type).filter(isKeyType);
  }

  get valueFamilies(): readonly (ValueFamily | null)[] {
    return this.settings.columns.map((name) => valueFamilyOf(this.#columns.get(name)!.type));
  }

  /** How a column is called in messages. */
  nameOf(column: string): string {
    return `column "${column}" of ${this.settings.place.dataset}, ${this.#columns.get(column)?.nativeType}`;
  }

  /** The statements that were sent, in order; those of later pages as one. */
  get statements(): readonly SentStatement[] {
    return this.#sent.map(({ statement }) => statement);
  }

  /** Looks whether the columns are there, and how many rows there are to read, before any is read. */
  async look(): Promise<void> {
    const columns = await this.#catalogue();
    this.#columns = new Map((columns ?? []).map((column) => [column.name, column]));
    const reason = columns && unmetNeed(this.settings.needs, this.#columns);
    if (reason) throw this.#unmeasured(reason);
  }

  async #catalogue(): Promise<readonly Column[] | null> {
    try {
      const name = PlaceScanner.nameOf(this.settings.place.dataset, this.source.connector);
      return name && (await this.source.snapshot.columns(name));
    } catch (error) {
      if (error instanceof SourceUnavailable) throw this.#unmeasured(error.reason);
      throw error;
    }
  }

  /** Counts of rows, in one statement. With more rows than `maxRows` allows it throws. */
  async count(...metrics: readonly Metric[]): Promise<readonly number[]> {
    const { place, wishes } = this.settings;
    const wanted = [{ type: 'rowCount' } as const, ...metrics].map((metric) =>
      namedMetric(metric.type, metric, place),
    );
    const outcomes = await this.#scanner.measure(wishes.map(({ test }) => ({ test, metrics: wanted })));
    const counts = wanted.map(({ historyKey }) => {
      const outcome = outcomes.get(historyKey);
      if (outcome?.kind === 'unmeasured') throw this.#unmeasured(outcome.reason);
      if (outcome?.kind !== 'measured' || typeof outcome.value !== 'number')
        throw new TypeError('rows are counted as one number');
      return outcome.value;
    });
    this.#stayWithin(counts[0]!);
    return counts;
  }

  /** The rows, those of one key as one, in pages of bounded size. Each page is a statement of the snapshot. */
  async *pages(): AsyncGenerator<readonly KeyGroup[]> {
    const request = firstPage(this.settings, this.#columns, this.source.connector);
    let after: readonly string[] | null = null;
    let read = 0;
    for (;;) {
      const groups: readonly KeyGroup[] = await this.#page({ ...request, after });
      read += groups.reduce((sum, { count }) => sum + count, 0);
      // where nothing holds a snapshot together, rows may have come since they were counted
      this.#stayWithin(read);
      if (groups.length > 0) yield groups;
      if (groups.length < request.limit) return;
      after = groups.at(-1)!.key;
    }
  }

  async #page(page: KeyPage): Promise<readonly KeyGroup[]> {
    const { wishes, metric } = this.settings;
    const { length } = page.keys;
    const outcome = await this.#scanner.send(this.#rendered(page), wishes, metric, (sent) =>
      this.#record(sent, page.after === null),
    );
    if (outcome.kind === 'failed') throw this.#unmeasured(outcome.reason);
    return outcome.rows.map((row) => ({
      key: row.slice(0, length).map((cell) => cell ?? ''),
      count: Number(row[length]),
      values: row.slice(length + 1),
    }));
  }

  #rendered(page: KeyPage): Statement {
    try {
      return this.#scanner.dialect.renderKeyPage(page);
    } catch (error) {
      if (error instanceof UnsupportedByEngine)
        throw this.#unmeasured({ code: 'UNSUPPORTED', message: error.message });
      throw error;
    }
  }

  /** There are as many statements as pages: of those after the first, one is kept, with the time of all. */
  #record({ keys, statement }: Sent, isFirst: boolean): void {
    const last = this.#sent.at(-1)?.statement;
    const isLater = last?.parameters.includes(HIDDEN) === true;
    if (isLater) this.#sent.pop();
    this.#sent.push({
      keys,
      statement: isFirst
        ? statement
        : {
            ...statement,
            parameters: statement.parameters.map(() => HIDDEN),
            durationMs: statement.durationMs + (isLater ? last.durationMs : 0),
          },
    });
  }

  #stayWithin(rows: number): void {
    const { maxRows } = this.settings;
    if (rows <= maxRows) return;
    const inNumber = (n: number) => n.toLocaleString('en-US');
    throw this.#unmeasured({
      code: 'TOO_MANY_ROWS',
      message: `there are more than the ${inNumber(maxRows)} rows that maxRows allows`,
    });
  }

  #unmeasured({ code, message }: Unmeasured): SideUnmeasured {
    const { field, dataset } = this.settings.place;
    return new SideUnmeasured({
      code,
      message: `${field === '' ? dataset : `${field} (${dataset})`}: ${message}`,
    });
  }
}

/** The page with which the reading begins. `columns` are those of the dataset, and fit. */
export function firstPage(
  { place, keys, columns, timeZone }: Pick<SideSettings, 'place' | 'keys' | 'columns' | 'timeZone'>,
  byName: ReadonlyMap<string, Column>,
  connector: Connector,
): KeyPage {
  const typeOf = (name: string) => byName.get(name)!.type;
  return {
    dataset: PlaceScanner.nameOf(place.dataset, connector)!,
    filter: place.filter,
    keys: keys.flatMap((name) => {
      const type = typeOf(name);
      return isKeyType(type) ? [{ name, type }] : [];
    }),
    values: columns.map((name) => valueText(name, typeOf(name), timeZone)),
    after: null,
    limit: Math.max(100, Math.min(MOST_KEYS, Math.floor(CELLS / (keys.length + columns.length)))),
  };
}
