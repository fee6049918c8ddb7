import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { RunDispatcher } from '../../src/features/executions/run-dispatcher.ts';
import { DueDefinitionReader } from '../../src/features/schedules/due-definitions.ts';
import { FireDueSchedulesHandler, TickSettings } from '../../src/features/schedules/fire-due-schedules.ts';
import { FiringRuns } from '../../src/features/schedules/firing-runs.ts';
import { ReconcileSchedulesHandler } from '../../src/features/schedules/reconcile-schedules.ts';
import { ScheduleWriter } from '../../src/features/schedules/schedule-writer.ts';
import { SelectedTests } from '../../src/features/schedules/selected-tests.ts';
import { TestSchedules } from '../../src/features/schedules/test-schedules.ts';
import { WatchSchedulesHandler } from '../../src/features/schedules/watch-schedules.ts';
import { Clock } from '../../src/ports/clock.ts';
import { JobQueue } from '../../src/ports/job-queue.ts';
import type { ScheduleStore } from '../../src/ports/schedule-store.ts';
import type { TestStore } from '../../src/ports/test-store.ts';
import { DynamoScheduleStore } from '../../src/stores/dynamo/dynamo.schedule-store.ts';
import { DynamoTestStore } from '../../src/stores/dynamo/dynamo.test-store.ts';
import type { ResultsStore } from '../../src/stores/results/results-store.ts';

/** A clock that shows what it was set to, and goes wrong by a given offset. */
export class SetClock extends Clock {
  constructor(
    private readonly time: { now: Date },
    private readonly offsetMs = 0,
  ) {
    super();
  }

  now(): Date {
    return new Date(this.time.now.getTime() + this.offsetMs);
  }
}

/** Keeps what was added, by its id, and does nothing with it. */
export class RecordingQueue extends JobQueue {
  readonly jobs = new Map<string, Parameters<JobQueue['add']>[1]>();

  async add(...[, payload, { id }]: Parameters<JobQueue['add']>): Promise<void> {
    this.jobs.set(id, payload);
  }

  async depth(): Promise<{ readonly [state: string]: number }> {
    return { waiting: this.jobs.size };
  }
}

export interface SchedulerParts {
  readonly client: DynamoDBDocumentClient;
  readonly prefix: string;
  readonly results: Pick<ResultsStore, 'ledger' | 'dues' | 'firings' | 'incidents' | 'scheduleWatch'>;
  readonly clock: Clock;
  readonly queue: JobQueue;
  readonly settings?: TickSettings;
}

export interface Scheduler {
  readonly tests: TestStore;
  readonly schedules: ScheduleStore;
  readonly writer: ScheduleWriter;
  readonly testSchedules: TestSchedules;
  tick(): Promise<number>;
  watch(): Promise<number>;
  reconcile(): Promise<number>;
}

/** What a process of the role `scheduler` has, put together by hand. */
export function createScheduler(parts: SchedulerParts): Scheduler {
  const { client, prefix, results, clock, queue, settings = new TickSettings(1000, 1000) } = parts;
  const schedules = new DynamoScheduleStore(client, prefix);
  const tests = new DynamoTestStore(client, prefix);
  const writer = new ScheduleWriter(schedules, results.dues, results.incidents, clock);
  const testSchedules = new TestSchedules(schedules, writer, clock);
  const definitions = new DueDefinitionReader(schedules, tests, testSchedules, results.dues);
  const runs = new FiringRuns(new SelectedTests(tests), results.ledger, new RunDispatcher(queue));
  const tick = new FireDueSchedulesHandler(results.firings, definitions, runs, clock, settings);
  const watch = new WatchSchedulesHandler(results.scheduleWatch, schedules, tests, results.incidents, clock);
  const reconcile = new ReconcileSchedulesHandler(tests, testSchedules, schedules, results.dues, clock);
  return {
    tests,
    schedules,
    writer,
    testSchedules,
    tick: () => tick.execute(),
    watch: () => watch.execute(),
    reconcile: () => reconcile.execute(),
  };
}
