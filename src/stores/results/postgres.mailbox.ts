import { MalformedCursor } from '../../core/errors.ts';
import type { DeliveryId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { Mailbox, type CapturedMail, type MailSummary } from '../../ports/mailbox.ts';
import { jsonParameter, textParameter } from './parameters.ts';
import type { NamedStatement, Sql } from './sql.ts';

const KEPT = 500;

const SUMMARY = `position::text AS place, id, captured_at AS "capturedAt", sender AS "from", recipients AS "to",
  copies AS "cc", subject`;

const keep: NamedStatement = {
  name: 'captured_mails_keep',
  text: `WITH old AS (
           DELETE FROM plumbline.captured_mails WHERE position <= (
             SELECT position FROM plumbline.captured_mails ORDER BY position DESC OFFSET ${KEPT - 1} LIMIT 1)
         )
         INSERT INTO plumbline.captured_mails
           (id, captured_at, sender, recipients, copies, subject, headers, body_text, body_html)
         VALUES ($1::uuid, date_trunc('milliseconds', clock_timestamp()), $2, $3::text[], $4::text[], $5, $6::jsonb, $7, $8)
         ON CONFLICT (id) DO NOTHING`,
};

const list: NamedStatement = {
  name: 'captured_mails_list',
  text: `SELECT ${SUMMARY} FROM plumbline.captured_mails
          WHERE $1::bigint IS NULL OR position < $1::bigint ORDER BY position DESC LIMIT $2`,
};

const get: NamedStatement = {
  name: 'captured_mails_get',
  text: `SELECT ${SUMMARY}, headers, body_text AS "text", body_html AS "html"
           FROM plumbline.captured_mails WHERE id = $1::uuid`,
};

type SummaryRow = MailSummary & { readonly place: string };
type Row = CapturedMail & { readonly place: string };

export class PostgresMailbox extends Mailbox {
  constructor(private readonly sql: Sql) {
    super();
  }

  async keep(mail: Omit<CapturedMail, 'capturedAt'>): Promise<void> {
    await this.sql.write(keep, [
      mail.id,
      textParameter(mail.from),
      mail.to.map(textParameter),
      mail.cc.map(textParameter),
      textParameter(mail.subject),
      jsonParameter(mail.headers),
      textParameter(mail.text),
      textParameter(mail.html),
    ]);
  }

  async list({ limit, cursor }: PageRequest): Promise<Page<MailSummary>> {
    const before = cursor === null ? null : positionOf(cursor);
    const rows = await this.sql.rows<SummaryRow>(list, [before, limit + 1]);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(({ place: _, ...summary }) => summary),
      nextCursor: last && rows.length > limit ? Buffer.from(last.place).toString('base64url') : null,
    };
  }

  async get(id: DeliveryId): Promise<CapturedMail | null> {
    const [row] = await this.sql.rows<Row>(get, [id]);
    if (!row) return null;
    const { place: _, ...mail } = row;
    return mail;
  }
}

function positionOf(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,18}$/.test(position)) throw new MalformedCursor();
  return position;
}
