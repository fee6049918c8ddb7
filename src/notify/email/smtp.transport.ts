import { isNativeError } from 'node:util/types';
import { createTransport } from 'nodemailer';
import type { SMTPSentMessageInfo, SMTPTransportOptions } from 'nodemailer/lib/smtp-transport';
import { answerText } from '../answer-text.ts';
import type { Mail, MailOutcome, MailTransport } from './mail.ts';

interface SmtpOptions {
  readonly timeoutMs?: number;
  /** Certificates to trust in place of those that Node trusts. */
  readonly ca?: string;
}

/** Sends through the mail server behind `SMTP_URL`. A certificate that cannot be verified is refused, also after STARTTLS. */
export class SmtpTransport implements MailTransport {
  readonly #options: SMTPTransportOptions;
  readonly #secrets: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;

  constructor(url: string, { timeoutMs = 10_000, ca }: SmtpOptions = {}) {
    const { protocol, hostname, port, username, password } = new URL(url);
    const isTls = protocol === 'smtps:';
    const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
    this.#timeoutMs = timeoutMs;
    this.#secrets = pass === '' ? {} : { password: pass };
    this.#options = {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (isTls ? 465 : 587) : Number(port),
      secure: isTls,
      // a password does not travel in the clear, unless it stays on this machine
      requireTLS: !isTls && user !== '' && !LOOPBACK.test(hostname),
      ...(user !== '' && { auth: { user, pass } }),
      tls: { rejectUnauthorized: true, ...(ca !== undefined && { ca }) },
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }

  async send(mail: Mail, signal: AbortSignal): Promise<MailOutcome> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    try {
      const sent = await createTransport(this.#options).sendMail({
        from: mail.from,
        to: [...mail.to],
        cc: [...mail.cc],
        subject: mail.subject,
        messageId: mail.messageId,
        ...(mail.inReplyTo !== null && { inReplyTo: mail.inReplyTo }),
        references: [...mail.references],
        headers: { ...mail.headers },
        text: mail.text,
        html: mail.html,
        signal: deadline,
      });
      return { kind: 'sent', answer: answerText(answerOf(sent), this.#secrets) };
    } catch (error) {
      return this.#failure(error, signal);
    }
  }

  /** Refusals with 5xx are for good; everything else may pass. */
  #failure(error: unknown, signal: AbortSignal): MailOutcome {
    if (!isNativeError(error)) throw error;
    const { code, response, responseCode } = error as SmtpError;
    const isForGood = responseCode !== undefined && responseCode >= 500;
    const words =
      response ??
      (signal.aborted
        ? 'it was stopped before the mail server had answered'
        : (codes[code ?? ''] ??
          `the connection to the mail server failed${code === undefined ? '' : ` (${code})`}`));
    return {
      kind: 'failed',
      answer: answerText(words, this.#secrets),
      isWorthRetrying: !isForGood,
    };
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

interface SmtpError extends Error {
  readonly code?: string;
  /** What the server said; absent when it said nothing. */
  readonly response?: string;
  readonly responseCode?: number;
}

const codes: Readonly<Record<string, string>> = {
  EDNS: 'the name of the mail server cannot be looked up',
  ECONNECTION: 'the mail server cannot be reached',
  ESOCKET: 'the mail server cannot be reached, or its certificate cannot be trusted',
  ETLS: 'the mail server offers no TLS that can be trusted',
  ETIMEDOUT: 'the mail server did not answer in time',
  EABORT: 'the mail server did not answer in time',
  EAUTH: 'the mail server wants to know who sends, and does not accept what it is told',
};

/** With who did not get it: a mail that some have is not sent again to all. */
function answerOf({ response, rejected }: SMTPSentMessageInfo): string {
  if (rejected.length === 0) return response;
  return `refused for ${rejected.join(', ')}; for the others: ${response}`;
}
