import { z } from 'zod';
import { mailAddress, mailSender } from '../../core/alerting/mail-address.ts';

const addresses = z.array(mailAddress).min(1).max(50);

/** To whom mails go. The server that sends them is the operator's choice. */
export const emailSettings = z.strictObject({
  to: addresses,
  cc: addresses.exactOptional(),
  /** In place of the operator's sender. */
  from: mailSender.exactOptional(),
});

export const emailSecrets = z.strictObject({});
