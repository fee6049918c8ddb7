import { isNativeError } from 'node:util/types';

/** Why a connection did not come about or broke, in words. No text of the error itself: it may hold addresses. */
export function networkProblem(error: unknown, host: string): string {
  const code = codeOf(error);
  const known = code === null ? undefined : codes[code];
  if (known !== undefined) return `${host} ${known}`;
  if (code !== null && /CERT|SELF_SIGNED|LEAF_SIGNATURE|ALTNAME/.test(code))
    return `the certificate of ${host} cannot be trusted (${code})`;
  if (code !== null && /^(ERR_SSL|EPROTO|ERR_TLS)/.test(code))
    return `${host} does not speak TLS as expected`;
  return `the connection to ${host} failed${code === null ? '' : ` (${code})`}`;
}

const codes: { readonly [code: string]: string } = {
  ECONNREFUSED: 'refuses connections',
  ETIMEDOUT: 'does not answer',
  ECONNRESET: 'closed the connection without an answer',
  EPIPE: 'closed the connection without an answer',
  ENOTFOUND: 'is not a known name',
  EAI_AGAIN: 'cannot be looked up just now',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
};

/** Of an error, or of the first of those that trying several addresses gave. */
function codeOf(error: unknown): string | null {
  if (!isNativeError(error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'errors' in error && Array.isArray(error.errors) ? codeOf(error.errors[0]) : null;
}
