import mysql, { type AuthPlugin } from 'mysql2';
import type { TlsSettings } from '../tls-settings.ts';

/** The server asked for the password in a form in which others could read it. */
export const PASSWORD_AT_RISK = 'PLUMBLINE_PASSWORD_AT_RISK';

class PasswordAtRisk extends Error {
  readonly code = PASSWORD_AT_RISK;
}

const refuse = (): never => {
  throw new PasswordAtRisk('the server asks for the password itself');
};

/** `caching_sha2_password` asks for the password itself with this byte; before it, a proof is enough. */
const FULL_AUTHENTICATION = Buffer.from([4]);

/**
 * How logins prove who they are. The password itself leaves this machine only over TLS. Without TLS the driver would
 * encrypt it with a public key that whoever answers has sent, which is the same as to show it to him; and it is never
 * sent as `mysql_clear_password` wants it.
 */
export function authenticationOf(tls: TlsSettings): { readonly [plugin: string]: AuthPlugin } {
  if (tls.mode !== 'disable') return { mysql_clear_password: refuse };
  const cachingSha2: AuthPlugin = (metadata) => {
    const answer = mysql.authPlugins.caching_sha2_password()(metadata);
    return (data) => (FULL_AUTHENTICATION.equals(data) ? refuse() : answer(data));
  };
  return { mysql_clear_password: refuse, sha256_password: refuse, caching_sha2_password: cachingSha2 };
}
