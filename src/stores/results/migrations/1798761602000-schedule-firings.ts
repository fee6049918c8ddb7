import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `schedule_dues` says when to look at which schedule; the definitions are in the config store. A schedule is taken by
 * writing `token` and `claimed_until` into its row, and what a taker does is fenced by its token. `raised_at` is set while
 * its dead-man incident is open.
 *
 * `schedule_firings` has one row for each occurrence that was reached. `at` is fixed when it is begun: ids of runs carry
 * it, so that whoever finishes it makes the same runs.
 */
const statements = [
  `CREATE TABLE plumbline.schedule_dues (
    schedule_id uuid PRIMARY KEY,
    version integer NOT NULL,
    occurrence timestamptz,
    due_at timestamptz,
    deadline timestamptz,
    token uuid,
    claimed_until timestamptz,
    raised_at timestamptz,
    updated_at timestamptz NOT NULL
  ) WITH (fillfactor = 70)`,
  `CREATE INDEX schedule_dues_by_time ON plumbline.schedule_dues (due_at)`,
  `CREATE INDEX schedule_dues_by_deadline ON plumbline.schedule_dues (deadline) WHERE raised_at IS NULL`,
  `CREATE INDEX schedule_dues_claimed ON plumbline.schedule_dues (claimed_until) WHERE claimed_until IS NOT NULL`,
  `CREATE INDEX schedule_dues_raised ON plumbline.schedule_dues (schedule_id) WHERE raised_at IS NOT NULL`,
  `CREATE TABLE plumbline.schedule_firings (
    schedule_id uuid NOT NULL,
    occurrence timestamptz NOT NULL,
    state text NOT NULL,
    reason text,
    at timestamptz NOT NULL,
    deadline timestamptz NOT NULL,
    missed integer NOT NULL,
    tests integer NOT NULL DEFAULT 0,
    run_ids uuid[] NOT NULL DEFAULT '{}',
    settled_at timestamptz,
    raised_at timestamptz,
    PRIMARY KEY (schedule_id, occurrence)
  ) WITH (fillfactor = 70)`,
  `CREATE INDEX schedule_firings_unsettled ON plumbline.schedule_firings (schedule_id) WHERE settled_at IS NULL`,
  `CREATE INDEX schedule_firings_old ON plumbline.schedule_firings USING brin (occurrence)`,
];

/** When schedules are due, and what became of their occurrences. */
export class ScheduleFirings1798761602000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['schedule_firings', 'schedule_dues'])
      await runner.query(`DROP TABLE plumbline.${table}`);
  }
}
