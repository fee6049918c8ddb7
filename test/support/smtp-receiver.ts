import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { certificate, key } from './localhost-certificate.ts';

export interface ReceivedMail {
  /** Who it was handed over for, which a mail's own headers need not say. */
  readonly recipients: readonly string[];
  readonly sender: string;
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** A refusal: what the server says, with its code. */
export interface SmtpRefusal {
  readonly code: number;
  readonly text: string;
}

export interface SmtpReceiver {
  /** `localhost:2525` */
  readonly host: string;
  readonly mails: readonly ReceivedMail[];
  /** Refuses recipients; nobody at first. */
  refuseRecipient: (address: string) => SmtpRefusal | null;
  /** Refuses whole mails when their text has been sent; none at first. `close` breaks the connection there. */
  refuseMail: () => SmtpRefusal | 'close' | null;
  stop(): Promise<void>;
}

interface ReceiverOptions {
  /** `implicit`: TLS from the first byte. `starttls`: offered. Neither shows a certificate that is trusted. */
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** Who may send; everybody when absent. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** A real mail server on this machine that keeps what it gets. */
export async function startSmtpReceiver(options: ReceiverOptions = { tls: 'none' }): Promise<SmtpReceiver> {
  const mails: ReceivedMail[] = [];
  const server: SMTPServer = new SMTPServer({
    ...serverOptions(options),
    onRcptTo({ address }, _session, callback) {
      const refusal = receiver.refuseRecipient(address);
      callback(refusal && errorOf(refusal));
    },
    onData(stream, session, callback) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const refusal = receiver.refuseMail();
        if (refusal === 'close') {
          for (const connection of server.connections) connection.close();
          return;
        }
        if (refusal) return callback(errorOf(refusal));
        const raw = Buffer.concat(parts);
        simpleParser(raw).then((parsed) => {
          mails.push({
            recipients: session.envelope.rcptTo.map(({ address }) => address),
            sender: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
            raw: raw.toString(),
            parsed,
          });
          callback();
        }, callback);
      });
    },
  });
  // clients that do not trust the certificate break the connection
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const receiver: SmtpReceiver = {
    host: `localhost:${(server.server.address() as AddressInfo).port}`,
    mails,
    refuseRecipient: () => null,
    refuseMail: () => null,
    stop: () => new Promise((done) => server.close(done)),
  };
  return receiver;
}

const serverOptions = ({ tls, login }: ReceiverOptions): SMTPServerOptions => ({
  secure: tls === 'implicit',
  hideSTARTTLS: tls === 'none',
  cert: certificate,
  key,
  closeTimeout: 100,
  authOptional: login === undefined,
  allowInsecureAuth: true,
  onAuth({ username, password }, _session, callback) {
    if (username === login?.user && password === login?.password) callback(null, { user: username });
    else callback(errorOf({ code: 535, text: `not the password of ${username}: ${password}` }));
  },
});

const errorOf = ({ code, text }: SmtpRefusal) => Object.assign(new Error(text), { responseCode: code });
