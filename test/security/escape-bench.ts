import type { ConnectionTarget } from '../../src/core/connection.ts';
import { testDefinition } from '../../src/core/quality-test.ts';
import { judgeTest } from '../../src/core/verdict/judge-test.ts';
import { measureDataset } from '../../src/features/executions/measure-dataset.ts';
import { SourceUnavailable, type Connector, type Snapshot } from '../../src/ports/connector.ts';
import { someConnection } from '../support/records.ts';
import { definitionWith, type Attempt } from './escape-attempts.ts';

/** A database with everything in it that an attempt could use or change. */
export interface Victim {
  /** Of a login that may do everything. */
  readonly everything: ConnectionTarget;
  /** Of a login that may read the tables and nothing else. */
  readonly little: ConnectionTarget;
  /** A table with the columns `id`, `status` and more. */
  readonly dataset: string;
  /** The attempt with what belongs in the places of its stand-ins, as it would be made with this login. */
  filledIn(text: string, login: ConnectionTarget): string;
  /** Everything that an attempt could leave behind, to be compared. */
  traces(): Promise<unknown>;
  drop(): Promise<void>;
}

/**
 * The connector without the first wall: it takes every text for harmless, and asks no catalogue about it. What is left
 * is the session.
 */
export function withoutParseWall(connector: Connector): Connector {
  return new Proxy(connector, {
    get(target, name) {
      if (name === 'filterProblem') return () => Promise.resolve(null);
      if (name === 'withSnapshot')
        return (to: ConnectionTarget, options: never, work: (snapshot: Snapshot) => Promise<unknown>) =>
          target.withSnapshot(to, options, (snapshot) => work(withoutCatalogueWall(snapshot)));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}

const withoutCatalogueWall = (snapshot: Snapshot): Snapshot =>
  new Proxy(snapshot, {
    get(target, name) {
      if (name === 'effectsProblem') return undefined;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });

/** Measures the attempt as a worker does, and answers how it ended: the status, or why nothing was measured. */
export async function measured(
  connector: Connector,
  target: ConnectionTarget,
  attempt: Attempt,
  dataset: string,
): Promise<string> {
  const connection = someConnection({ engine: connector.engine });
  const fields = definitionWith(attempt.way, attempt.text, dataset);
  const test = testDefinition.parse({ name: 'an attempt', connectionId: connection.id, ...fields });
  const signal = new AbortController().signal;
  const found = await measureDataset({ connection, connector, target }, test.dataset, [test], signal).catch(
    (error: unknown) => {
      if (error instanceof SourceUnavailable) return error.reason;
      throw error;
    },
  );
  if ('code' in found) return found.code;
  const context = { measuredAt: found.takenAt, history: {} };
  const { status, errorCode } = judgeTest(test, found.measurements, context);
  return errorCode ?? status;
}
