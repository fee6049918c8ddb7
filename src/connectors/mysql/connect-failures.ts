import type { Unmeasured } from '../../core/metrics/metric.ts';
import { ADDRESS_REFUSED } from '../source-network.ts';
import { PASSWORD_AT_RISK } from './authentication.ts';
import { errorNumberOf } from './failures.ts';
import type { MysqlSettings } from './settings.ts';

/** Why no session could be opened, in words that tell what to change and hold no secret. */
export function connectFailure(error: unknown, settings: MysqlSettings): Unmeasured {
  const number = errorNumberOf(error);
  return number === null ? unansweredFailure(error, settings) : answeredFailure(number, settings);
}

function answeredFailure(number: number, { host, port, user, database, tls }: MysqlSettings): Unmeasured {
  const unreachable = (message: string): Unmeasured => ({ code: 'UNREACHABLE', message });
  if (number === 1045 || number === 1698)
    return {
      code: 'AUTHENTICATION_FAILED',
      message:
        `the server refused user "${user}" or its password` +
        (tls.mode === 'disable' ? ' (or it demands TLS of this user)' : ''),
    };
  if (number === 1044)
    return { code: 'PERMISSION_DENIED', message: `user "${user}" may not use database "${database}"` };
  if (number === 1049) return unreachable(`there is no database "${database}" on ${host}:${port}`);
  if (number === 3159)
    return unreachable(
      `${host}:${port} demands TLS (require_secure_transport): set tls.mode to "verify-full"`,
    );
  if (number === 1129 || number === 1130)
    return {
      code: 'AUTHENTICATION_FAILED',
      message: `the server does not let user "${user}" log in from the address of this machine`,
    };
  if ([1820, 1862, 3118, 4151].includes(number))
    return {
      code: 'AUTHENTICATION_FAILED',
      message: `the account "${user}" is locked or its password has expired`,
    };
  if ([1040, 1203, 1226].includes(number))
    return unreachable(`${host}:${port} has no connection left to give`);
  if (number === 1053) return unreachable(`${host}:${port} is shutting down`);
  return unreachable(`${host}:${port} refused the session (error ${number})`);
}

function unansweredFailure(error: unknown, { host, port, tls }: MysqlSettings): Unmeasured {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const name = typeof code === 'string' ? code : '';
  const text = typeof message === 'string' ? message : '';
  const unreachable = (words: string): Unmeasured => ({ code: 'UNREACHABLE', message: words });

  if (name === ADDRESS_REFUSED) return unreachable(text);
  if (name === PASSWORD_AT_RISK || name === 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED')
    return {
      code: 'AUTHENTICATION_FAILED',
      message:
        `${host}:${port} asks for the password in a form that others could read: ` +
        (tls.mode === 'disable'
          ? 'set tls.mode to "verify-full"'
          : 'give the login another authentication plugin'),
    };
  if (/unknown plugin/.test(text))
    return {
      code: 'AUTHENTICATION_FAILED',
      message: 'the login has an authentication plugin that is not supported',
    };
  if (name === 'ETIMEDOUT')
    return unreachable(
      `${host}:${port} does not answer: is it the right address, and does a firewall let it through?`,
    );
  if (name === 'HANDSHAKE_NO_SSL_SUPPORT')
    return unreachable(
      `${host}:${port} does not offer TLS: set tls.mode to "disable" only if the network is trusted`,
    );
  if (name === 'HANDSHAKE_SSL_ERROR' || name === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return unreachable(tlsWords(text, `${host}:${port}`));
  return unreachable(
    WORDS[name]?.(`${host}:${port}`, host) ?? `no session with ${host}:${port}: it broke off`,
  );
}

/** The driver hides the code behind one of its own; the message is that of OpenSSL or of Node. */
function tlsWords(text: string, address: string): string {
  if (/altnames|does not match/i.test(text)) return `the certificate of ${address} is for another host name`;
  if (/expired/i.test(text)) return `the certificate of ${address} has expired`;
  if (/certificate|self.signed|issuer/i.test(text))
    return `the certificate of ${address} is not signed by a known authority: set tls.ca to the one that signed it`;
  return `TLS with ${address} failed`;
}

const WORDS: { readonly [code: string]: (address: string, host: string) => string } = {
  ECONNREFUSED: (address) => `${address} refuses connections: does MySQL or MariaDB listen there?`,
  ENOTFOUND: (_, host) => `there is no host named "${host}"`,
  EAI_AGAIN: (_, host) => `the name "${host}" could not be looked up just now`,
  EHOSTUNREACH: (address) => `there is no route to ${address}`,
  ENETUNREACH: (address) => `there is no route to ${address}`,
};
