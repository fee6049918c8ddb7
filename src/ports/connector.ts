import type { z } from 'zod';
import type { Column } from '../core/columns.ts';
import type { ConnectionTarget } from '../core/connection.ts';
import type { DatasetName } from '../core/dataset.ts';
import type { Unmeasured } from '../core/metrics/metric.ts';
import type { Json } from '../core/json.ts';
import type { GuardedLimit, SourceLoad, StatementEstimate } from '../core/source-limits.ts';
import type { Dialect, Statement } from '../core/sql/dialect.ts';

/** What `verify` found. When not reachable, `problem` says why and the rest is null. */
export interface ConnectionReport {
  readonly reachable: boolean;
  readonly problem: Unmeasured | null;
  readonly engineVersion: string | null;
  readonly latencyMs: number | null;
  /** Whether the login could change data, and by which rights: `superuser`, `may INSERT INTO public.orders` … */
  readonly canWrite: boolean | null;
  readonly writePrivileges: readonly string[];
  /** A script for an administrator that makes a login with no more rights than are needed; null where there is none. */
  readonly grants: string | null;
}

export interface DatasetEntry {
  /** As `datasetText` spells it. */
  readonly dataset: string;
  readonly type: 'table' | 'view' | 'materializedView' | 'foreignTable';
  /** The catalogue's estimate, or null when it has none. */
  readonly estimatedRows: number | null;
}

/** How long, at most, one statement of a snapshot may run and wait for locks. */
export interface StatementLimits {
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/** What one statement gave: rows of texts and nulls, or why there are none. */
export type StatementOutcome =
  | {
      readonly kind: 'rows';
      readonly rows: readonly (readonly (string | null)[])[];
      readonly durationMs: number;
    }
  | { readonly kind: 'failed'; readonly reason: Unmeasured; readonly durationMs: number };

/** One consistent, read-only view of a customer database, open as long as the work given to `withSnapshot` runs. */
export interface Snapshot {
  readonly engineVersion: string;
  /** The database's clock when the snapshot was taken: what `now` means in every statement. */
  readonly takenAt: Date;
  /** SQL for just this database, after its version and the columns that were asked for; absent: the connector's does. */
  readonly dialect?: Dialect;
  /** The dataset's columns in order; null when there is no such table or view (or it may not be seen). */
  columns(dataset: DatasetName): Promise<readonly Column[] | null>;
  /**
   * The catalogue's estimate of the rows of a table or materialized view, with those of its partitions, without reading
   * it; null when there is none. Throws `SourceUnavailable` like `columns`.
   */
  estimatedRows(dataset: DatasetName): Promise<number | null>;
  /**
   * Those of these columns of which the catalogue's statistics say that each value occurs often. A hint about cost:
   * absent for engines that keep none, and empty when the statistics do not answer.
   */
  columnsWithFewValues?(dataset: DatasetName, columns: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of these columns by which an index orders all rows of the dataset. A hint about cost, as above. */
  indexedColumns?(dataset: DatasetName, columns: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Why SQL of the user's that `filterProblem` lets pass may have effects all the same, by what the catalogue says of the
   * functions that it calls; null when it has none. Absent for engines on which such functions never pass. Throws
   * `SourceUnavailable`.
   */
  effectsProblem?(sql: string): Promise<string | null>;
  /**
   * What the planner expects of a statement, without running it, or why that cannot be told. Absent for engines that
   * are not asked.
   */
  estimate?(statement: Statement, limits: StatementLimits): Promise<StatementEstimate | Unmeasured>;
  /** Sends one statement. A failure is a value, and later statements of the snapshot still work. */
  send(statement: Statement, limits: StatementLimits): Promise<StatementOutcome>;
}

/** Thrown by `withSnapshot`, `datasets` and `columns` when the database cannot be used at all. */
export class SourceUnavailable extends Error {
  readonly reason: Unmeasured;
  constructor(reason: Unmeasured, options?: ErrorOptions) {
    super(reason.message, options);
    this.name = 'SourceUnavailable';
    this.reason = reason;
  }
}

/** One engine of customers' databases. Everything it does there is read-only, bounded and attributable. */
export abstract class Connector {
  abstract readonly engine: string;
  abstract readonly dialect: Dialect;
  /** Parses a connection's `settings`; no secret is part of them. */
  abstract readonly settings: z.ZodType<{ [key: string]: Json }>;
  /** Parses a connection's `secrets`. */
  abstract readonly secrets: z.ZodType<{ [name: string]: string }>;
  /** The settings that decide to whom secrets are shown: changing one of them demands the secrets again. */
  abstract readonly identitySettings: readonly string[];

  /** Which of the limits that only some engines can keep this one keeps. */
  readonly keeps: readonly GuardedLimit[] = [];

  /** How busy the database is. Absent for engines that are not asked. Throws `SourceUnavailable`. */
  load?(
    target: ConnectionTarget,
    options: { readonly signal: AbortSignal; readonly purpose: string },
  ): Promise<SourceLoad>;

  /** Never throws for what is wrong with the connection: that is in the report. */
  abstract verify(target: ConnectionTarget): Promise<ConnectionReport>;
  /** Tables and views the login may read, by name, without the engine's own; at most `limit`, after `after`. */
  abstract datasets(
    target: ConnectionTarget,
    page: { readonly limit: number; readonly after: string | null },
  ): Promise<readonly DatasetEntry[]>;

  /** Why this text cannot be a filter (not one condition, a comment trick, a write, a parameter …), or null. */
  abstract filterProblem(filter: string): Promise<string | null>;

  /**
   * Opens a snapshot, does the work, and always rolls back. An abort of `signal` cancels the running statement in
   * the database itself. `dataset` tells whose columns will be asked for, so that they can be read on the way.
   * Throws `SourceUnavailable`; errors of `work` pass through.
   */
  abstract withSnapshot<T>(
    target: ConnectionTarget,
    options: {
      readonly signal: AbortSignal;
      readonly purpose: string;
      readonly dataset?: DatasetName | null;
    },
    work: (snapshot: Snapshot) => Promise<T>,
  ): Promise<T>;

  /** Closes what is kept open. */
  abstract close(): Promise<void>;
}
