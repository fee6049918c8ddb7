import pg from 'pg';
import type { ExecutionResult } from '../../src/core/execution.ts';
import type { IncidentSignal } from '../../src/core/incidents/reviewed.ts';
import type { QualityTest } from '../../src/core/quality-test.ts';
import { IncidentReviewer } from '../../src/features/incidents/incident-reviewer.ts';
import { MemoryTestStore } from '../../src/stores/memory/memory.test-store.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { createDatabase } from '../support/database.ts';
import { someTest } from '../support/records.ts';
import { aRun, claimAll, finishOf, record } from './execution-samples.ts';

/** Incidents on a database of their own, with tests that the spec defines. */
export interface IncidentStage {
  readonly url: string;
  readonly store: ResultsStore;
  readonly tests: MemoryTestStore;
  readonly reviewer: IncidentReviewer;
  /** Another process on the same database and the same tests. */
  another(): Promise<{ readonly store: ResultsStore; readonly reviewer: IncidentReviewer }>;
  test(fields?: Record<string, unknown>): Promise<QualityTest>;
  /** Records a verdict on `test`, queued `minutes` after the stage's beginning. */
  verdict(test: QualityTest, minutes: number, result?: Partial<ExecutionResult>): Promise<void>;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

const begin = new Date('2026-01-31T06:00:00.000Z');
export const minute = (n: number) => new Date(begin.getTime() + n * 60_000);

export async function openStage(): Promise<IncidentStage> {
  const database = await createDatabase('incidents');
  const opened: ResultsStore[] = [];
  const tests = new MemoryTestStore();
  const another = async () => {
    const store = await openResultsStore({ url: database.url, retentionDays: 36_500 });
    opened.push(store);
    return { store, reviewer: new IncidentReviewer(store.incidents, tests, { now: () => new Date() }) };
  };
  const { store, reviewer } = await another();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return {
    url: database.url,
    store,
    tests,
    reviewer,
    another,
    test: async (fields) => {
      const test = someTest(fields);
      await tests.create(test);
      return test;
    },
    verdict: (test, minutes, result = { status: 'failed' }) =>
      record(store.ledger, runOf(test, minutes), result, minute(minutes)),
    query: async (text, values) => (await client.query(text, values)).rows,
    close: async () => {
      await client.end();
      await Promise.all(opened.map((each) => each.close()));
      await database.drop();
    },
  };
}

const runOf = ({ id, name, connectionId, dataset, tags }: QualityTest, minutes: number) =>
  aRun([id], { at: minute(minutes), testName: name, connectionId, dataset, tags });

/** Claims the executions of a run on `tests`, to be finished by the answer. */
export async function claimed(store: ResultsStore, tests: readonly QualityTest[], minutes: number) {
  const [first] = tests;
  const run = aRun(
    tests.map(({ id }) => id),
    { at: minute(minutes), connectionId: first!.connectionId, dataset: first!.dataset },
  );
  await store.ledger.enqueue(run);
  const claims = await claimAll(store.ledger, run);
  return (result: Partial<ExecutionResult>) =>
    store.ledger.finish(claims.map((claim) => finishOf(claim, result, minute(minutes))));
}

export const aSignal = (fields: Partial<IncidentSignal> = {}): IncidentSignal => ({
  key: 'firing-1',
  kind: 'missing',
  subject: { type: 'schedule', id: '01982f6b-10a4-7d21-8f4e-6c1be2f0a799', name: 'nightly' },
  connectionId: null,
  dataset: null,
  tags: [],
  owner: null,
  severity: 'high',
  message: 'no verdict',
  ...fields,
});
