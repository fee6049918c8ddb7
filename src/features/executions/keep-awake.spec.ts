import { jest } from '@jest/globals';
import { PostgresDialect } from '../../connectors/postgres/dialect.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import type { Connector, Snapshot, StatementOutcome } from '../../ports/connector.ts';
import { keptAwake } from './keep-awake.ts';
import type { OpenSnapshot } from './paired-snapshots.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const answered: StatementOutcome = { kind: 'rows', rows: [['1']], durationMs: 0 };

function opened(send: (statement: Statement) => Promise<StatementOutcome>): OpenSnapshot {
  const snapshot = { send } as unknown as Snapshot;
  return { snapshot, connector: { dialect: new PostgresDialect() } as Connector } as OpenSnapshot;
}

it('sends something that reads nothing while the work takes its time, and nothing after it', async () => {
  const sent: string[] = [];
  const source = opened(async ({ text }) => {
    sent.push(text);
    return answered;
  });
  await keptAwake(source, () => jest.advanceTimersByTimeAsync(65_000));
  expect(sent).toHaveLength(3);
  expect(sent[0]).not.toContain('"');
  await jest.advanceTimersByTimeAsync(65_000);
  expect(sent).toHaveLength(3);
});

it('has one statement on its way at most, and waits for it before it lets go', async () => {
  const waiting: ((outcome: StatementOutcome) => void)[] = [];
  const source = opened(() => new Promise((resolve) => waiting.push(resolve)));
  let finish = () => {};
  const work = new Promise<void>((resolve) => (finish = resolve));
  let isDone = false;
  const kept = keptAwake(source, () => work).then(() => (isDone = true));
  await jest.advanceTimersByTimeAsync(65_000);
  expect(waiting).toHaveLength(1);
  finish();
  await jest.advanceTimersByTimeAsync(0);
  expect(isDone).toBe(false);
  waiting[0]!(answered);
  await kept;
  expect(isDone).toBe(true);
});
