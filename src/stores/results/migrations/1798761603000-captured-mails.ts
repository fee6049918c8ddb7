import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that were kept because there is no mail server; `position` is the order in which they came. */
export class CapturedMails1798761603000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE plumbline.captured_mails (
      position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id uuid NOT NULL UNIQUE,
      captured_at timestamptz NOT NULL,
      sender text NOT NULL,
      recipients text[] NOT NULL,
      copies text[] NOT NULL,
      subject text NOT NULL,
      headers jsonb NOT NULL,
      body_text text NOT NULL,
      body_html text NOT NULL
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE plumbline.captured_mails');
  }
}
