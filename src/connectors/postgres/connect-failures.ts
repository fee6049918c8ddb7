import type { Unmeasured } from '../../core/metrics/metric.ts';
import { ADDRESS_REFUSED } from '../source-network.ts';
import { sqlStateOf } from './failures.ts';
import type { PostgresSettings } from './settings.ts';

/** Why no session could be opened, in words that tell what to change and hold no secret. */
export function connectFailure(error: unknown, settings: PostgresSettings): Unmeasured {
  const state = sqlStateOf(error);
  return state === null ? unansweredFailure(error, settings) : answeredFailure(state, settings);
}

function answeredFailure(state: string, { host, port, user, database }: PostgresSettings): Unmeasured {
  const unreachable = (message: string): Unmeasured => ({ code: 'UNREACHABLE', message });
  if (state === '28P01')
    return { code: 'AUTHENTICATION_FAILED', message: `the server refused user "${user}" or its password` };
  if (state.startsWith('28'))
    return {
      code: 'AUTHENTICATION_FAILED',
      message:
        `the server does not let user "${user}" log in to "${database}" from here: the login may not exist, ` +
        `or the server's rules (pg_hba.conf) demand TLS or another address`,
    };
  if (state === '3D000') return unreachable(`there is no database "${database}" on ${host}:${port}`);
  if (state === '42501')
    return { code: 'PERMISSION_DENIED', message: `user "${user}" may not connect to database "${database}"` };
  if (state === '53300') return unreachable(`${host}:${port} has no connection left to give`);
  if (state === '57P03') return unreachable(`${host}:${port} is starting up or shutting down`);
  return unreachable(`${host}:${port} refused the session (SQLSTATE ${state})`);
}

function unansweredFailure(error: unknown, { host, port, tls }: PostgresSettings): Unmeasured {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const text = typeof message === 'string' ? message : '';
  const name = typeof code === 'string' ? code : '';
  const unreachable = (words: string): Unmeasured => ({ code: 'UNREACHABLE', message: words });

  if (name === ADDRESS_REFUSED) return unreachable(text);
  if (text.startsWith('SASL'))
    return {
      code: 'AUTHENTICATION_FAILED',
      message: text.includes('client password must be')
        ? 'the server asks for a password and the connection has none'
        : 'the server did not prove that it knows the password',
    };
  if (text === 'timeout expired' || name === 'ETIMEDOUT')
    return unreachable(
      `${host}:${port} does not answer: is it the right address, and does a firewall let it through?`,
    );
  if (/does not support SSL|establishing an SSL/.test(text))
    return unreachable(
      `${host}:${port} does not offer TLS: set tls.mode to "disable" only if the network is trusted`,
    );
  if (name === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return unreachable(`the certificate of ${host}:${port} is for another host name`);
  if (name === 'CERT_HAS_EXPIRED') return unreachable(`the certificate of ${host}:${port} has expired`);
  if (/CERT|SIGNATURE|ISSUER|SELF_SIGNED/.test(name))
    return unreachable(
      `the certificate of ${host}:${port} is not signed by a known authority: set tls.ca to the one that signed it`,
    );
  if (/^(ERR_SSL|ERR_TLS|EPROTO)/.test(name))
    return unreachable(`TLS with ${host}:${port} failed (tls.mode is "${tls.mode}")`);
  return unreachable(
    WORDS[name]?.(`${host}:${port}`, host) ?? `no session with ${host}:${port}: it broke off`,
  );
}

const WORDS: { readonly [code: string]: (address: string, host: string) => string } = {
  ECONNREFUSED: (address) => `${address} refuses connections: does PostgreSQL listen there?`,
  ENOTFOUND: (_, host) => `there is no host named "${host}"`,
  EAI_AGAIN: (_, host) => `the name "${host}" could not be looked up just now`,
  EHOSTUNREACH: (address) => `there is no route to ${address}`,
  ENETUNREACH: (address) => `there is no route to ${address}`,
};
