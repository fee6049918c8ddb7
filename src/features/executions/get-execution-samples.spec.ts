import { Logger } from '@nestjs/common';
import { aRun, record, someTests } from '../../../test/contract/execution-samples.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import type { Actor } from '../../core/access/actor.ts';
import { executionIdOf, newRunId } from '../../core/ids.ts';
import { SystemClock } from '../../ports/clock.ts';
import { MemoryAuditLog } from '../../stores/memory/memory.audit-log.ts';
import { MemoryExecutionLedger } from '../../stores/memory/memory.execution-ledger.ts';
import { MemoryExecutionReader } from '../../stores/memory/memory.execution-reader.ts';
import { MemoryExecutions } from '../../stores/memory/memory-executions.ts';
import { GetExecutionSamples, GetExecutionSamplesHandler } from './get-execution-samples.ts';

const somebody: Actor = { type: 'anonymous', requestId: 'r-7', address: '10.0.0.7' };
const sample = { columns: ['id', 'email'], rows: [['1', 'a•••m']], keepFor: '7d' };

let now: Date;
let audit: MemoryAuditLog;
let read: (id: string) => Promise<unknown>;
let recorded: () => Promise<ReturnType<typeof aRun>[number]>;

beforeEach(() => {
  now = new Date('2026-03-04T00:00:00Z');
  const executions = new MemoryExecutions(() => now);
  const reader = new MemoryExecutionReader(executions);
  audit = new MemoryAuditLog();
  const handler = new GetExecutionSamplesHandler(reader, audit, new SystemClock());
  read = (id) => handler.execute(new GetExecutionSamples(id as never, somebody));
  recorded = async () => {
    const run = aRun(someTests(1));
    await record(new MemoryExecutionLedger(executions), run, { sample }, now);
    return run[0]!;
  };
});
const entries = async () => (await audit.list({}, { limit: 10, cursor: null })).items;

it('answers the rows, and who read them is written down without them', async () => {
  const { id, testId, connectionId } = await recorded();
  expect(await read(id)).toMatchObject({ columns: sample.columns, rows: sample.rows });
  const [entry] = await entries();
  expect(entry).toMatchObject({
    action: 'samples.read',
    subject: { type: 'execution', id },
    actor: somebody,
    details: { testId, connectionId, dataset: 'public.orders', columns: sample.columns, rows: 1 },
  });
  expect(JSON.stringify(entry)).not.toContain('•••');
  await read(id);
  expect(await entries()).toHaveLength(2);
});

it('answers no row that has expired, and writes nothing down', async () => {
  const { id } = await recorded();
  now = new Date(now.getTime() + 7 * 86_400_000 + 1000);
  await expect(read(id)).rejects.toMatchObject({ code: 'SAMPLES_NOT_FOUND', kind: 'not-found' });
  expect(await entries()).toEqual([]);
});

it('tells an execution without rows from one that does not exist', async () => {
  const unknown = executionIdOf(newRunId(now), someTests(1)[0]!);
  await expect(read(unknown)).rejects.toMatchObject({ code: 'EXECUTION_NOT_FOUND' });
});

it('answers no row when the reading cannot be written down', async () => {
  const log = new RecordingLogger();
  Logger.overrideLogger(log);
  const { id } = await recorded();
  audit.record = () => Promise.reject(new TypeError('the disk is full'));
  await expect(read(id)).rejects.toMatchObject({ code: 'AUDIT_LOG_UNAVAILABLE', kind: 'unavailable' });
  expect(JSON.stringify(log)).toContain('the audit log cannot be written: TypeError: the disk is full');
});
