import type { Unmeasured } from '../../core/metrics/metric.ts';
import { ADDRESS_REFUSED } from '../source-network.ts';
import { NOT_ENCRYPTED } from './encrypted-socket.ts';
import type { SqlServerSettings } from './settings.ts';

/** How opening a session failed. */
export interface FailedLogin {
  readonly error: unknown;
  /** Numbers of the errors that the server answered, in their order. */
  readonly numbers: readonly number[];
  /** Whether it was given up because it took too long. */
  readonly isLate: boolean;
}

/** Why no session could be opened, in words that tell what to change and hold no secret. */
export function connectFailure(
  { error, numbers, isLate }: FailedLogin,
  settings: SqlServerSettings,
): Unmeasured {
  const answered = numbers.flatMap((number) => ANSWERS[number]?.(settings) ?? []);
  if (answered[0]) return answered[0];
  if (numbers[0] !== undefined)
    return unreachable(`${addressOf(settings)} refused the session (error ${numbers.join(', ')})`);
  return unansweredFailure(isLate ? ['ETIMEOUT'] : codesOf(error), settings);
}

const unreachable = (message: string): Unmeasured => ({ code: 'UNREACHABLE', message });
const refused = (message: string): Unmeasured => ({ code: 'AUTHENTICATION_FAILED', message });
const addressOf = ({ host, port }: SqlServerSettings) => `${host}:${port}`;

/** What the server says before 18456 is the better answer: that one follows every refusal. */
const ANSWERS: { readonly [number: number]: (settings: SqlServerSettings) => Unmeasured } = {
  4060: ({ database, user }) =>
    unreachable(`there is no database "${database}", or user "${user}" may not enter it`),
  916: ({ database, user }) => ({
    code: 'PERMISSION_DENIED',
    message: `user "${user}" may not connect to database "${database}"`,
  }),
  18456: ({ user }) => refused(`the server refused user "${user}" or its password`),
  18452: ({ user }) =>
    refused(`user "${user}" is not one of SQL Server's own: logins of Windows cannot be used`),
  18470: ({ user }) => refused(`user "${user}" is disabled`),
  18486: ({ user }) => refused(`user "${user}" is locked out`),
  18487: ({ user }) => refused(`the password of user "${user}" has expired`),
  18488: ({ user }) => refused(`the password of user "${user}" must be changed first`),
  40615: (settings) => unreachable(`the firewall of ${addressOf(settings)} does not let this address in`),
  40914: (settings) => unreachable(`the firewall of ${addressOf(settings)} does not let this network in`),
  40613: ({ database }) => unreachable(`database "${database}" is not available just now`),
  17809: (settings) => unreachable(`${addressOf(settings)} has no connection left to give`),
  10928: (settings) => unreachable(`${addressOf(settings)} has no connection left to give`),
  18401: (settings) => unreachable(`${addressOf(settings)} is starting up`),
  976: ({ database }) => unreachable(`database "${database}" is on a replica that is not readable`),
  978: ({ database }) =>
    unreachable(`database "${database}" is on a replica that takes applicationIntent ReadOnly only`),
};

function unansweredFailure(codes: readonly string[], settings: SqlServerSettings): Unmeasured {
  const { host, tls } = settings;
  const address = addressOf(settings);
  const has = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  if (codes.includes(NOT_ENCRYPTED))
    return unreachable(
      `${address} does not offer TLS, and nothing was sent: set tls.mode to "disable" only if the network is trusted`,
    );
  if (codes.includes(ADDRESS_REFUSED))
    return unreachable(
      `${host} leads to an address that is not public, or it sent the session on to one: connections may not go ` +
        'there (CONNECTIONS_ALLOW of the server says where they may)',
    );
  if (has(/^EENCRYPT$/)) return unreachable(`${address} demands TLS: set tls.mode to "verify-full"`);
  if (has(/^ERR_TLS_CERT_ALTNAME_INVALID$/))
    return unreachable(`the certificate of ${address} is for another host name`);
  if (has(/^CERT_HAS_EXPIRED$/)) return unreachable(`the certificate of ${address} has expired`);
  if (has(/CERT|SIGNATURE|ISSUER|SELF_SIGNED/))
    return unreachable(
      `the certificate of ${address} is not signed by a known authority: set tls.ca to the one that signed it`,
    );
  if (has(/^(ERR_SSL|ERR_TLS|EPROTO)/))
    return unreachable(`TLS with ${address} failed (tls.mode is "${tls.mode}")`);
  if (has(/^ECONNREFUSED$/))
    return unreachable(`${address} refuses connections: does SQL Server listen there?`);
  if (has(/^ENOTFOUND$/)) return unreachable(`there is no host named "${host}"`);
  if (has(/^EAI_AGAIN$/)) return unreachable(`the name "${host}" could not be looked up just now`);
  if (has(/^(EHOSTUNREACH|ENETUNREACH)$/)) return unreachable(`there is no route to ${address}`);
  if (has(/^E?TIMED?OUT$/))
    return unreachable(
      `${address} does not answer: is it the right address, and does a firewall let it through?`,
    );
  if (has(/^ELOGIN$/)) return refused(`the server refused user "${settings.user}" or its password`);
  return unreachable(`no session with ${address}: it broke off`);
}

/** The driver wraps errors in errors: the codes of all of them. */
function codesOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, cause, originalError } = error as {
    readonly code?: unknown;
    readonly cause?: unknown;
    readonly originalError?: unknown;
  };
  return [...(typeof code === 'string' ? [code] : []), ...codesOf(originalError), ...codesOf(cause)];
}
