import { z } from 'zod';
import type { DeliveryId } from '../../core/ids.ts';
import type { MailPage } from '../../features/mails/list-mails.ts';
import type { CapturedMail, MailSummary } from '../../ports/mailbox.ts';
import { exampleIds } from './example-values.ts';

export const mailPath = z.strictObject({
  id: z
    .uuid()
    .toLowerCase()
    .transform((id) => id as DeliveryId),
});
export type MailPath = z.infer<typeof mailPath>;

const summary = {
  id: z.uuid().describe('that of the delivery that made it'),
  at: z.iso.datetime(),
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string(),
};

const mailItem = z.object(summary).meta({ id: 'MailItem' });

const itemExample: z.infer<typeof mailItem> = {
  id: exampleIds.mail,
  at: '2026-01-31T06:01:02.408Z',
  from: 'Plumbline <plumbline@localhost>',
  to: ['data-team@example.com'],
  cc: [],
  subject: '[Plumbline] orders keep coming fails on public.orders',
};

export const mailList = z
  .object({
    items: z.array(mailItem),
    nextCursor: z.string().nullable().describe('give it as cursor for the next page; null on the last page'),
    captured: z
      .boolean()
      .describe('false where a mail server sends the mails: what is listed then is of an earlier time'),
  })
  .meta({ id: 'MailList', examples: [{ items: [itemExample], nextCursor: null, captured: true }] });
export type MailList = z.infer<typeof mailList>;

export const mailAnswer = z
  .object({
    ...summary,
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    text: z.string().describe('the body as plain text'),
    html: z.string().describe('the body as a page'),
  })
  .meta({
    id: 'Mail',
    examples: [
      {
        ...itemExample,
        headers: [
          { name: 'Subject', value: itemExample.subject },
          { name: 'Auto-Submitted', value: 'auto-generated' },
        ],
        text: 'orders keep coming fails on public.orders\n…',
        html: '<!doctype html>…',
      },
    ],
  });
export type MailAnswer = z.infer<typeof mailAnswer>;

const mailItemOf = ({ id, capturedAt, from, to, cc, subject }: MailSummary): z.infer<typeof mailItem> => ({
  id,
  at: capturedAt.toISOString(),
  from,
  to: [...to],
  cc: [...cc],
  subject,
});

export const mailListOf = ({ items, nextCursor, isCaptured }: MailPage): MailList => ({
  items: items.map(mailItemOf),
  nextCursor,
  captured: isCaptured,
});

export const mailAnswerOf = (mail: CapturedMail): MailAnswer => ({
  ...mailItemOf(mail),
  headers: [...mail.headers],
  text: mail.text,
  html: mail.html,
});
