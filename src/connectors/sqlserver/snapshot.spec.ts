import { SqlServerSnapshot, type Conversation } from './snapshot.ts';
import type { Row } from './session.ts';

const NOW = '2024-02-29T12:00:00.1234567Z';
const limits = { statementTimeoutMs: 60_000, lockTimeoutMs: 1500 };
const question = { text: 'SELECT 1 AS x', parameters: [] };
const deadlock = { code: 'EREQUEST', number: 1205, class: 13, message: 'deadlocked' };
const conversion = { code: 'EREQUEST', number: 245, class: 16, message: 'converting 4111' };

/** A session that answers as the spec says, and keeps what it was asked. */
class ScriptedSession implements Conversation {
  isUsable = true;
  readonly asked: string[] = [];
  readonly answers: (readonly Row[] | object)[] = [];
  openTransactions = '0';
  snapshotIsolation = '1';
  #stop = () => {};

  batch(sql: string): Promise<readonly Row[]> {
    this.asked.push(sql);
    if (sql.includes('ProductVersion'))
      return Promise.resolve([['16.0.4135.4', '3', '160', this.snapshotIsolation, '0']]);
    if (sql.includes('BEGIN TRANSACTION')) return Promise.resolve([[NOW]]);
    return Promise.resolve([[this.openTransactions]]);
  }

  query({ text }: { readonly text: string }, now: string): Promise<readonly Row[]> {
    this.asked.push(`${text} at ${now}`);
    const answer = this.answers.shift();
    if (Array.isArray(answer)) return Promise.resolve(answer as Row[]);
    if (answer) return Promise.reject(Object.assign(new Error('refused'), answer));
    // nothing to say: until it is cancelled
    return new Promise((_, reject) => {
      this.#stop = () => reject(Object.assign(new Error('Canceled.'), { code: 'ECANCEL' }));
    });
  }

  cancel(): void {
    this.asked.push('cancel');
    this.#stop();
  }

  cut(): void {
    this.isUsable = false;
  }
}

async function opened(session = new ScriptedSession(), signal = new AbortController().signal) {
  const options = { limits, connectTimeoutMs: 10_000, signal, purpose: 'run' };
  return { session, snapshot: await SqlServerSnapshot.open(session, options) };
}
const begins = ({ asked }: ScriptedSession) => asked.filter((sql) => sql.includes('BEGIN TRANSACTION'));
const sendings = ({ asked }: ScriptedSession) => asked.filter((sql) => sql.startsWith(question.text));

describe('SqlServerSnapshot', () => {
  it('opens a snapshot where the database has them', async () => {
    const { session, snapshot } = await opened();
    expect(snapshot.engineVersion).toBe('SQL Server 16.0.4135.4');
    expect(snapshot.takenAt).toEqual(new Date('2024-02-29T12:00:00.123Z'));
    expect(begins(session)).toEqual([expect.stringContaining('ISOLATION LEVEL SNAPSHOT')]);
  });

  it('says so where it has none', async () => {
    const session = new ScriptedSession();
    session.snapshotIsolation = '0';
    const { snapshot } = await opened(session);
    expect(snapshot.engineVersion).toBe('SQL Server 16.0.4135.4, read committed without a snapshot');
    expect(begins(session)).toEqual([expect.stringContaining('ISOLATION LEVEL READ COMMITTED')]);
  });

  it('limits the wait for locks, and rolls back in the end', async () => {
    const { session, snapshot } = await opened();
    session.answers.push([['1']], [['2']]);
    await snapshot.send(question, limits);
    expect(await snapshot.send(question, limits)).toMatchObject({ kind: 'rows', rows: [['2']] });
    await snapshot.close();
    expect(session.asked.slice(2)).toEqual([
      'SET LOCK_TIMEOUT 1500',
      `${question.text} at ${NOW}`,
      `${question.text} at ${NOW}`,
      expect.stringMatching(/^IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;/),
    ]);
    expect(session.isUsable).toBe(true);
  });

  it('cuts a session that could not be rolled back', async () => {
    const { session, snapshot } = await opened();
    session.openTransactions = '1';
    await snapshot.close();
    expect(session.isUsable).toBe(false);
  });

  it('begins anew after a failure, at the same now', async () => {
    const { session, snapshot } = await opened();
    session.answers.push(conversion, [['1']]);
    expect(await snapshot.send(question, limits)).toMatchObject({
      kind: 'failed',
      reason: { code: 'DATA_ERROR', message: expect.not.stringContaining('4111') },
    });
    expect(await snapshot.send(question, limits)).toMatchObject({ kind: 'rows' });
    expect(begins(session)).toHaveLength(2);
    expect(sendings(session)).toEqual([`${question.text} at ${NOW}`, `${question.text} at ${NOW}`]);
  });

  it('sends the victim of a deadlock again while nothing was measured', async () => {
    const { session, snapshot } = await opened();
    session.answers.push(deadlock, [['1']]);
    expect(await snapshot.send(question, limits)).toMatchObject({ kind: 'rows', rows: [['1']] });
    expect(sendings(session)).toHaveLength(2);
    expect(begins(session)).toHaveLength(2);
  });

  it('reports it once something was, for a newer state would be mixed with it', async () => {
    const { session, snapshot } = await opened();
    session.answers.push([['1']], deadlock, [['2']]);
    await snapshot.send(question, limits);
    const outcome = await snapshot.send(question, limits);
    expect(outcome).toMatchObject({ kind: 'failed', reason: { code: 'LOCK_TIME_OUT' } });
    expect(Object.keys(outcome)).not.toContain('isDeadlock');
    expect(sendings(session)).toHaveLength(2);
  });

  it('cancels what takes too long', async () => {
    const { session, snapshot } = await opened();
    const outcome = await snapshot.send(question, { ...limits, statementTimeoutMs: 20 });
    expect(outcome).toMatchObject({ kind: 'failed', reason: { code: 'TIME_OUT' } });
    expect(session.asked).toContain('cancel');
    session.answers.push([['1']]);
    expect(await snapshot.send(question, limits)).toMatchObject({ kind: 'rows' });
  });

  it('cancels what nobody waits for any more', async () => {
    const cancel = new AbortController();
    const { session, snapshot } = await opened(new ScriptedSession(), cancel.signal);
    const sent = snapshot.send(question, limits);
    setTimeout(() => cancel.abort(), 20);
    expect(await sent).toMatchObject({ kind: 'failed', reason: { code: 'CANCELLED' } });
    expect(session.asked).toContain('cancel');
    expect(await snapshot.send(question, limits)).toMatchObject({ reason: { code: 'CANCELLED' } });
    expect(sendings(session)).toHaveLength(1);
  });

  it('knows the columns that were asked for', async () => {
    const { session, snapshot } = await opened();
    session.answers.push([['word', 'varchar', '20', '0', '0', '1']]);
    const dataset = { schema: 'dbo', table: 'orders' };
    expect(await snapshot.columns(dataset)).toEqual([
      { name: 'word', type: 'text', nativeType: 'varchar(20)', nullable: true },
    ]);
    const select = {
      dataset,
      filter: null,
      source: { kind: 'groups', columns: ['word'], nulls: 'compare' },
      expressions: [{ node: 'countAll' }],
    } as const;
    expect(snapshot.dialect.renderScalarSelect(select).text).toContain('CAST([word] AS nvarchar(20))');
  });
});
