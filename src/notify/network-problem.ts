import { isNativeError } from 'node:util/types';

/** Why a connection did not come about or broke, in words. No text of the error itself: it may hold addresses. */
export function networkProblem(
  error: unknown,
  at: { readonly host: string; readonly signal: AbortSignal; readonly timeoutMs: number },
): string {
  if (at.signal.aborted) return 'it was stopped before an answer came';
  const code = codeOf(error);
  if (isTimeout(error)) return `${at.host} did not answer within ${at.timeoutMs / 1000} s`;
  const known = code === null ? undefined : codes[code];
  if (known !== undefined) return `${at.host} ${known}`;
  if (code !== null && /CERT|SELF_SIGNED|LEAF_SIGNATURE|ALTNAME/.test(code))
    return `the certificate of ${at.host} cannot be trusted (${code})`;
  if (code !== null && /^(ERR_SSL|EPROTO|ERR_TLS)/.test(code))
    return `${at.host} does not speak TLS as expected`;
  return `the connection to ${at.host} failed${code === null ? '' : ` (${code})`}`;
}

const codes: { readonly [code: string]: string } = {
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'closed the connection without an answer',
  EPIPE: 'closed the connection without an answer',
  ENOTFOUND: 'is not a known name',
  EAI_AGAIN: 'cannot be looked up just now',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
};

const isTimeout = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' ||
    codeOf(error) === 'ETIMEDOUT' ||
    (error.name === 'AbortError' && isTimeout(error.cause)));

/** Of an error, or of the first of those that trying several addresses gave. */
function codeOf(error: unknown): string | null {
  if (!isNativeError(error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError && error.errors.length > 0 ? codeOf(error.errors[0]) : null;
}
