import { validate, version } from 'uuid';
import { executionIdOf, isId, newRunId, newTestId, timeOfId, type TestId } from './ids.ts';

const now = new Date('2026-03-04T05:06:07.089Z');
const runId = newRunId(now);
const testId = newTestId(now);

describe('ids', () => {
  it('are UUIDs of version 7', () => {
    for (const id of [runId, testId, executionIdOf(runId, testId)]) {
      expect(validate(id) && version(id)).toBe(7);
      expect(isId(id)).toBe(true);
    }
  });

  it('of runs and executions carry the time to the millisecond', () => {
    expect(timeOfId(runId)).toEqual(now);
    expect(timeOfId(executionIdOf(runId, testId))).toEqual(now);
  });

  it('made later sort later', () => {
    expect(newRunId(new Date(now.getTime() + 1)) > runId).toBe(true);
  });

  it('made in the same millisecond differ', () => {
    expect(new Set(Array.from({ length: 1000 }, () => newRunId(now))).size).toBe(1000);
  });
});

describe('executionIdOf', () => {
  it('gives the same id for the same run and test', () => {
    expect(executionIdOf(runId, testId)).toBe(executionIdOf(runId, testId));
  });

  it('never changes: stored executions are found by it', () => {
    const run = '019cb6f5-4a51-7000-8000-000000000001' as typeof runId;
    const test = '019cb6f5-4a51-7000-8000-000000000002' as TestId;
    expect(executionIdOf(run, test)).toBe('019cb6f5-4a51-7c9c-b3a3-9dae259d3110');
  });

  it('gives other ids for other tests of the run, and for other runs of the test', () => {
    const tests = Array.from({ length: 5000 }, () => newTestId(now));
    const runs = Array.from({ length: 5000 }, () => newRunId(now));
    const ids = [
      ...tests.map((test) => executionIdOf(runId, test)),
      ...runs.map((run) => executionIdOf(run, testId)),
    ];
    expect(new Set(ids).size).toBe(10_000);
  });
});

describe('isId', () => {
  it.each(['', 'x', '019cb6f5', `${'0'.repeat(8)}-0000-0000-0000-00000000000g`])('refuses %j', (text) => {
    expect(isId(text)).toBe(false);
  });
});
