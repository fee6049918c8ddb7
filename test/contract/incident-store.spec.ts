import pg from 'pg';
import { IncidentNotFound, VersionConflict } from '../../src/core/errors.ts';
import type { IncidentId } from '../../src/core/ids.ts';
import { byHand } from '../../src/core/incidents/by-hand.ts';
import { newConnectionId } from '../../src/core/ids.ts';
import type { ReviewOutcome } from '../../src/core/incidents/reviewed.ts';
import { IncidentReviewer } from '../../src/features/incidents/incident-reviewer.ts';
import { PostgresIncidentStore } from '../../src/stores/results/postgres.incident-store.ts';
import { Sql, type SqlRunner } from '../../src/stores/results/sql.ts';
import { aRun, claimAll, expiredLease } from './execution-samples.ts';
import { aSignal, claimed, minute, openStage, type IncidentStage } from './incident-samples.ts';

/** Its session ends before the statement `dieAt` of a transaction, as if the process had been killed. */
class DyingSql extends Sql {
  constructor(
    pool: pg.Pool,
    private readonly dieAt: number,
  ) {
    super(pool);
  }

  override transaction<T>(work: (runner: SqlRunner) => Promise<T>): Promise<T> {
    let n = 0;
    return super.transaction((runner) =>
      work({
        query: async (text, values) => {
          if (++n === this.dieAt) await runner.query('SELECT pg_terminate_backend(pg_backend_pid())');
          return runner.query(text, values);
        },
      }),
    );
  }
}

let stage: IncidentStage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const pending = async () =>
  (await stage.query<{ status: string }>('SELECT status FROM plumbline.pending_reviews ORDER BY status')).map(
    ({ status }) => status,
  );
const incidents = () =>
  stage.store.incidentReader.list({}, { limit: 200, cursor: null }).then(({ items }) => items);
const events = async () =>
  (
    await stage.query<{ type: string; routed: boolean }>(
      'SELECT type, routed_at IS NOT NULL AS routed FROM plumbline.incident_events ORDER BY id',
    )
  ).map(({ type, routed }) => (routed ? `${type} (routed)` : type));
const nothing: ReviewOutcome = { tracks: [], droppedTracks: [], incidents: [], events: [] };

describe('what waits for a review', () => {
  it('is every verdict, written with it; what was skipped or cancelled says nothing', async () => {
    for (const status of ['passed', 'warned', 'failed', 'errored', 'skipped', 'cancelled'] as const)
      await stage.verdict(await stage.test(), 1, { status });
    expect(await pending()).toEqual(['errored', 'failed', 'passed', 'warned']);
  });

  it('holds the groups of a grouped test', async () => {
    const groups = [{ group: 'country = CH', status: 'failed' as const, message: '3 rows' }];
    await stage.verdict(await stage.test(), 1, { status: 'failed', groups });
    expect(await stage.query('SELECT groups FROM plumbline.pending_reviews')).toEqual([{ groups }]);
  });

  it('is also an execution whose worker was lost too often', async () => {
    const run = aRun([(await stage.test()).id]);
    await stage.store.ledger.enqueue(run);
    await claimAll(stage.store.ledger, run, { ...expiredLease, maxAttempts: 1 });
    expect(await pending()).toEqual([]);
    await claimAll(stage.store.ledger, run, { ...expiredLease, maxAttempts: 1 });
    expect(await pending()).toEqual(['errored']);
    await stage.reviewer.review();
    expect(await incidents()).toMatchObject([{ kind: 'execution', level: 'error', status: 'open' }]);
  });

  it('is nothing of a test that was forgotten', async () => {
    const test = await stage.test();
    await stage.store.reader.forget([test.id]);
    await stage.verdict(test, 1);
    expect(await pending()).toEqual([]);
  });
});

describe('a review', () => {
  it('opens, follows and resolves, and leaves nothing waiting', async () => {
    const test = await stage.test({ severity: 'high' });
    await stage.verdict(test, 1, { status: 'warned' });
    await stage.verdict(test, 2, { status: 'failed', message: 'worse' });
    await stage.reviewer.review();
    expect(await incidents()).toMatchObject([
      {
        subject: { id: test.id, name: test.name },
        severity: 'high',
        level: 'fail',
        message: 'worse',
        failures: 2,
      },
    ]);
    await stage.verdict(test, 3, { status: 'passed' });
    await stage.reviewer.review();
    expect(await incidents()).toMatchObject([{ status: 'resolved', version: 3 }]);
    expect(await events()).toEqual(['opened', 'escalated', 'resolved']);
    expect(await pending()).toEqual([]);
  });

  it('marks as routed what nobody needs to hear', async () => {
    const test = await stage.test();
    await stage.verdict(test, 1, { status: 'failed' });
    await stage.verdict(test, 2, { status: 'warned' });
    await stage.reviewer.review();
    expect(await events()).toEqual(['opened', 'eased (routed)']);
  });

  it('drops passes of tests without trouble unseen, and no other pass', async () => {
    const [fine, bad] = [await stage.test(), await stage.test()];
    await stage.verdict(fine, 1, { status: 'passed' });
    let seen = 0;
    const look = async (verdicts: readonly unknown[]) => {
      seen += verdicts.length;
      return nothing;
    };
    expect(await stage.store.incidents.review(10, look)).toBe(0);
    expect([seen, await pending()]).toEqual([0, []]);

    // a pass that came after a failure which nobody has looked at
    await stage.verdict(bad, 1, { status: 'failed' });
    await stage.verdict(bad, 2, { status: 'passed' });
    await stage.verdict(fine, 2, { status: 'passed' });
    expect(await stage.store.incidents.review(10, look)).toBe(2);
    expect(seen).toBe(2);
  });

  it('knows a newer verdict that was dropped unseen', async () => {
    const test = await stage.test();
    const finishOld = await claimed(stage.store, [test], 1);
    await stage.verdict(test, 2, { status: 'passed' });
    await stage.reviewer.review();
    await finishOld({ status: 'failed' });
    await stage.reviewer.review();
    expect(await incidents()).toEqual([]);
    expect(await pending()).toEqual([]);
  });

  it('takes verdicts in the order of their ends, so many at a time', async () => {
    const tests = await Promise.all([1, 2, 3].map((n) => stage.test({ name: `test ${n}` })));
    for (const n of [3, 1, 2]) await stage.verdict(tests[n - 1]!, n);
    const names: string[] = [];
    const look = async (verdicts: readonly { readonly testName: string }[]) => {
      names.push(...verdicts.map(({ testName }) => testName));
      return nothing;
    };
    expect(await stage.store.incidents.review(2, look)).toBe(2);
    expect(await stage.store.incidents.review(2, look)).toBe(1);
    expect(names).toEqual(['test 1', 'test 2', 'test 3']);
  });

  it('has done nothing when it dies before its end, and the next one does all of it once', async () => {
    const tests = await Promise.all(Array.from({ length: 5 }, () => stage.test()));
    for (const test of tests) await stage.verdict(test, 1);
    // the database ends the session in the middle, as it would for a process that was killed
    await expect(
      stage.store.incidents.review(500, async () => {
        await stage.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`,
        );
        return nothing;
      }),
    ).rejects.toThrow();
    // and one whose last step fails
    await expect(
      stage.store.incidents.review(500, async () => ({
        ...nothing,
        events: [{ id: 'no id' } as unknown as ReviewOutcome['events'][number]],
      })),
    ).rejects.toThrow();
    expect([await incidents(), await events()]).toEqual([[], []]);
    expect(await pending()).toHaveLength(5);
    await stage.reviewer.review();
    await stage.reviewer.review();
    expect((await incidents()).map(({ failures }) => failures)).toEqual([1, 1, 1, 1, 1]);
    expect(await events()).toEqual(Array(5).fill('opened'));
  });

  it('loses nothing and repeats nothing, at whichever statement it dies', async () => {
    const [one, other] = [await stage.test(), await stage.test()];
    await stage.verdict(one, 1, { status: 'failed' });
    await stage.reviewer.review();
    await stage.verdict(one, 2, { status: 'passed' });
    await stage.verdict(other, 2, { status: 'errored' });
    const before = [await incidents(), await events(), await pending()];
    const pool = new pg.Pool({ connectionString: stage.url });
    pool.on('error', () => undefined);
    const clock = { now: () => new Date() };
    let deaths = 0;
    for (let step = 1; ; step++) {
      const store = new PostgresIncidentStore(new DyingSql(pool, step));
      const outcome = await new IncidentReviewer(store, stage.tests, clock).review().catch(() => 'died');
      if (outcome !== 'died') break;
      deaths += 1;
      expect([await incidents(), await events(), await pending()]).toEqual(before);
    }
    await pool.end();
    // lock, four reads, tracks, incidents, events, what was reviewed
    expect(deaths).toBe(9);
    expect((await incidents()).map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual([
      'data resolved',
      'execution open',
    ]);
    expect(await events()).toEqual(['opened', expect.anything(), expect.anything()]);
    expect(await pending()).toEqual([]);
  });

  it('is one at a time in the fleet: reviewers at once count every verdict once', async () => {
    const others = await Promise.all([1, 2].map(() => stage.another()));
    const tests = await Promise.all(Array.from({ length: 20 }, () => stage.test()));
    for (let n = 1; n <= 3; n++) {
      const finish = await claimed(stage.store, tests, n);
      await finish({ status: 'failed' });
      await Promise.all([stage, ...others].flatMap(({ reviewer }) => [reviewer.review(), reviewer.review()]));
    }
    expect((await incidents()).map(({ failures }) => failures)).toEqual(Array(20).fill(3));
    expect(await events()).toEqual(Array(20).fill('opened'));
  });
});

describe('a signal', () => {
  it('counts once for each key, also when it is raised by many at once', async () => {
    const other = await stage.another();
    const ids = await Promise.all(
      [stage.store, other.store, stage.store, other.store].map(({ incidents: store }) =>
        store.raise(aSignal(), minute(1)),
      ),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await incidents()).toMatchObject([{ id: ids[0], failures: 1, kind: 'missing', level: 'error' }]);
    expect(await stage.store.incidents.raise(aSignal({ key: 'firing-2' }), minute(2))).toBe(ids[0]);
    expect(await incidents()).toMatchObject([{ failures: 2 }]);
    expect(await events()).toEqual(['opened']);
  });

  it('is settled, and back within the hour', async () => {
    const signal = aSignal();
    const { incidents: store } = stage.store;
    const id = await store.raise(signal, minute(1));
    await store.settle(signal.subject, 'delivery', 'not this one', minute(2));
    await store.settle(signal.subject, 'missing', 'a verdict came', minute(2));
    await store.settle(signal.subject, 'missing', 'a verdict came', minute(3));
    expect(await incidents()).toMatchObject([{ id, status: 'resolved', resolvedAt: minute(2) }]);
    // the old key says nothing new
    expect(await store.raise(signal, minute(4))).toBe(id);
    expect(await incidents()).toMatchObject([{ status: 'resolved' }]);
    expect(await store.raise(aSignal({ key: 'firing-2' }), minute(5))).toBe(id);
    expect(await events()).toEqual(['opened', 'resolved', 'reopened']);
  });

  it('does not meet verdicts', async () => {
    const test = await stage.test();
    await stage.store.incidents.raise(
      aSignal({ subject: { type: 'schedule', id: test.id, name: 'same id' } }),
      minute(1),
    );
    await stage.verdict(test, 1, { status: 'passed' });
    await stage.verdict(test, 2, { status: 'failed' });
    await stage.reviewer.review();
    expect((await incidents()).map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual([
      'data open',
      'missing open',
    ]);
  });
});

describe('subjects that are gone', () => {
  it('leave resolved incidents and nothing to review', async () => {
    const [gone, stays] = [await stage.test(), await stage.test()];
    for (const test of [gone, stays]) {
      await stage.verdict(test, 1, { status: 'failed' });
      await stage.verdict(test, 2, { status: 'errored' });
    }
    await stage.reviewer.review();
    await stage.verdict(gone, 3, { status: 'failed' });
    await stage.store.incidents.forget({ type: 'test', ids: [gone.id] }, 'the test was deleted', new Date());
    await stage.reviewer.review();
    const left = await incidents();
    expect(
      left.map(({ subject, status }) => `${subject.id === gone.id ? 'gone' : 'stays'} ${status}`).sort(),
    ).toEqual(['gone resolved', 'gone resolved', 'stays open', 'stays open']);
    expect(await stage.query('SELECT DISTINCT subject_id FROM plumbline.incident_tracks')).toEqual([
      { subject_id: stays.id },
    ]);
  });

  it('are noticed by the review when nobody said so', async () => {
    const test = await stage.test();
    await stage.verdict(test, 1);
    await stage.reviewer.review();
    await stage.verdict(test, 2);
    await stage.tests.delete(test.id, null);
    await stage.reviewer.review();
    expect(await incidents()).toMatchObject([{ status: 'resolved' }]);
  });
});

describe('a change by hand', () => {
  const hand = { by: 'Ada', reason: null };
  const opened = async () => {
    const test = await stage.test();
    await stage.verdict(test, 1);
    await stage.reviewer.review();
    return { test, incident: (await incidents())[0]! };
  };

  it('is written with its event', async () => {
    const { incident } = await opened();
    const now = new Date();
    const changed = await stage.store.incidents.change(incident.id, 1, (current) =>
      byHand(current, { action: 'mute', forMs: 60_000 }, hand, now),
    );
    expect(changed).toEqual({
      ...incident,
      version: 2,
      updatedAt: now,
      mutedUntil: new Date(now.getTime() + 60_000),
    });
    expect(await stage.store.incidentReader.get(incident.id)).toEqual(changed);
    expect(await events()).toEqual(['opened', 'muted (routed)']);
  });

  it('is refused for another version and for what is not there; a refused step leaves nothing', async () => {
    const { incident } = await opened();
    const change = (id: IncidentId, version: number | null, step: () => null) =>
      stage.store.incidents.change(id, version, step);
    await expect(change(incident.id, 2, () => null)).rejects.toThrow(VersionConflict);
    const unknown = newConnectionId(new Date()) as unknown as IncidentId;
    await expect(change(unknown, null, () => null)).rejects.toThrow(IncidentNotFound);
    await expect(
      change(incident.id, 1, () => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);
    expect(await change(incident.id, 1, () => null)).toEqual(incident);
    expect(await events()).toEqual(['opened']);
  });

  it('is not lost beside reviews and other changes', async () => {
    const { test, incident } = await opened();
    await stage.verdict(test, 2);
    await Promise.all([
      ...[1, 2, 3, 4].map((n) =>
        stage.store.incidents.change(incident.id, null, (current) =>
          byHand(current, { action: 'comment', text: `comment ${n}` }, hand, new Date()),
        ),
      ),
      stage.reviewer.review(),
    ]);
    expect(await stage.store.incidentReader.get(incident.id)).toMatchObject({ version: 6, failures: 2 });
    expect(await events()).toHaveLength(5);
  });
});
