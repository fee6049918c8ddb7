import { connectFailure } from './connect-failures.ts';
import { NOT_ENCRYPTED } from './encrypted-socket.ts';
import { sqlServerSettings } from './settings.ts';

const settings = sqlServerSettings.parse({ host: 'db.example', database: 'shop', user: 'reader' });
const said = (...numbers: readonly number[]) => ({ error: { code: 'ELOGIN' }, numbers, isLate: false });
/** The driver hides the code that matters below two of its own. */
const broken = (code: string) => ({
  error: { code: 'ESOCKET', originalError: { code: 'ESOCKET', cause: { code } } },
  numbers: [],
  isLate: false,
});

it.each([
  ['AUTHENTICATION_FAILED', 'refused user "reader" or its password', said(18456)],
  ['UNREACHABLE', 'no database "shop"', said(4060, 18456)],
  ['UNREACHABLE', 'firewall', said(40615)],
  ['AUTHENTICATION_FAILED', 'has expired', said(18487)],
  ['PERMISSION_DENIED', 'may not connect to database "shop"', said(916)],
  ['UNREACHABLE', '(error 12345)', said(12_345)],
  ['UNREACHABLE', 'does not offer TLS, and nothing was sent', broken(NOT_ENCRYPTED)],
  ['UNREACHABLE', 'another host name', broken('ERR_TLS_CERT_ALTNAME_INVALID')],
  ['UNREACHABLE', 'has expired', broken('CERT_HAS_EXPIRED')],
  ['UNREACHABLE', 'set tls.ca', broken('DEPTH_ZERO_SELF_SIGNED_CERT')],
  ['UNREACHABLE', 'tls.mode is "verify-full"', broken('ERR_SSL_WRONG_VERSION_NUMBER')],
  ['UNREACHABLE', 'no host named "db.example"', broken('ENOTFOUND')],
  ['UNREACHABLE', 'db.example:1433 refuses connections', broken('ECONNREFUSED')],
  ['UNREACHABLE', 'does not answer', broken('ETIMEDOUT')],
  ['UNREACHABLE', 'does not answer', { ...broken('ABORT_ERR'), isLate: true }],
  ['UNREACHABLE', 'it broke off', broken('ECONNRESET')],
  ['UNREACHABLE', 'it broke off', { error: null, numbers: [], isLate: false }],
])('%s: %s', (code, words, failed) => {
  expect(connectFailure(failed, settings)).toEqual({ code, message: expect.stringContaining(words) });
});
