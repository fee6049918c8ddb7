import { NameTaken, VersionConflict, type AppError, type NamedThing } from '../../core/errors.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { cursorAfter, positionIn } from '../name-cursor.ts';
import { compareOrders, nameKey, nameOrder } from '../name-order.ts';

interface NamedRecord {
  readonly id: string;
  readonly version: number;
  readonly name: string;
}

/** Records with unique names and versions, gone with the process. What goes in and out is a copy. */
export class NamedMap<T extends NamedRecord> {
  private readonly records = new Map<string, T>();

  constructor(
    private readonly what: NamedThing,
    private readonly notFound: (id: string) => AppError,
  ) {}

  create(record: T): void {
    if (this.records.has(record.id)) throw new Error(`there is already a ${this.what} with id ${record.id}`);
    this.write(record);
  }

  get(id: string): T | null {
    return structuredClone(this.records.get(id) ?? null);
  }

  all(): readonly T[] {
    return [...this.records.values()];
  }

  page({ limit, cursor }: PageRequest, meets: (record: T) => boolean): Page<T> {
    const list = `${this.what}s` as const;
    const after = positionIn(cursor, list);
    const rows = [...this.records.values()]
      .filter(meets)
      .map((record) => ({ record, order: nameOrder(record.name, record.id) }))
      .filter(({ order }) => after === null || compareOrders(order, after) > 0)
      .sort((a, b) => compareOrders(a.order, b.order));
    const shown = rows.slice(0, limit);
    return {
      items: shown.map(({ record }) => structuredClone(record)),
      nextCursor: rows.length > limit ? cursorAfter(list, shown.at(-1)!.order) : null,
    };
  }

  replace(record: T): void {
    this.expect(record.id, record.version - 1);
    this.write(record);
  }

  delete(id: string, version: number | null): void {
    this.expect(id, version);
    this.records.delete(id);
  }

  private expect(id: string, version: number | null): void {
    const stored = this.records.get(id);
    if (stored === undefined) throw this.notFound(id);
    if (version !== null && stored.version !== version) throw new VersionConflict(version);
  }

  private write(record: T): void {
    const key = nameKey(record.name);
    for (const other of this.records.values())
      if (other.id !== record.id && nameKey(other.name) === key) throw new NameTaken(this.what, record.name);
    this.records.set(record.id, structuredClone(record));
  }
}
