import type { MigrationInterface, QueryRunner } from 'typeorm';
import { layoutOfTables } from '../layout/choose-layout.ts';

/** A look-up by the execution reads one partition and a few neighbours. */
const structures = `
    execution_id uuid NOT NULL,
    queued_at timestamptz NOT NULL,
    test_id uuid NOT NULL,
    key_hash bytea NOT NULL,
    name text NOT NULL,
    value jsonb NOT NULL,
    measured_at timestamptz NOT NULL,
    PRIMARY KEY (queued_at, execution_id, name, key_hash)`;

/** How failing rows are found, some of them, and what is no single number about a dataset. */
export class FailingRows1769904000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE plumbline.test_executions ADD COLUMN failing_rows_sql text');
    // nothing has written samples so far: what somebody put there by hand could not be shown without its columns
    await runner.query('DELETE FROM plumbline.execution_samples');
    await runner.query(
      `ALTER TABLE plumbline.execution_samples ADD COLUMN test_id uuid NOT NULL, ADD COLUMN columns text[] NOT NULL`,
    );
    await runner.query(
      'CREATE INDEX execution_samples_by_test ON plumbline.execution_samples (test_id, queued_at)',
    );

    const layout = await layoutOfTables(runner);
    await layout.createTable(runner, 'metric_structures', structures);
    await runner.query(
      `CREATE INDEX metric_structures_by_key ON plumbline.metric_structures (test_id, key_hash, measured_at)`,
    );
    if (layout.name === 'native partitions') await followMonthsOfExecutions(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE plumbline.metric_structures');
    await runner.query('ALTER TABLE plumbline.execution_samples DROP COLUMN columns, DROP COLUMN test_id');
    await runner.query('ALTER TABLE plumbline.test_executions DROP COLUMN failing_rows_sql');
  }
}

/** Executions of the months that are there already may still finish. */
async function followMonthsOfExecutions(runner: QueryRunner): Promise<void> {
  const months = (await runner.query(
    `SELECT substring(c.relname FROM '\\d{4}_\\d{2}$') AS suffix, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'plumbline.test_executions'::regclass ORDER BY 1`,
  )) as readonly { readonly suffix: string; readonly bound: string }[];
  for (const { suffix, bound } of months)
    await runner.query(
      `CREATE TABLE plumbline.metric_structures_${suffix} PARTITION OF plumbline.metric_structures ${bound}`,
    );
}
