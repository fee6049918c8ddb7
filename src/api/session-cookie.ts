import type { HttpRequest } from './http-request.ts';
import type { ApiSettings } from './api-settings.ts';

const PLAIN = 'plumbline_session';
/** A browser takes such a cookie over TLS only, for this host only, and from nobody else. */
const OVER_TLS = `__Host-${PLAIN}`;

/** Whether the browser reaches us over TLS. */
export const isOverTls = (request: HttpRequest, { publicUrl }: ApiSettings): boolean =>
  request.secure || publicUrl?.protocol === 'https:';

/** The session's token that a request carries; null when none. */
export const sessionTokenIn = (request: HttpRequest, settings: ApiSettings): string | null =>
  cookieIn(request, isOverTls(request, settings) ? OVER_TLS : PLAIN);

export function cookieIn(request: HttpRequest, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null;
  }
  return null;
}

/** `Set-Cookie` of a session. Lax: a link in a message leads to the page and not to the sign-in. */
export const sessionCookie = (token: string, endsAt: Date, overTls: boolean): string =>
  overTls ? `${OVER_TLS}=${token}${attributes(endsAt)}; Secure` : `${PLAIN}=${token}${attributes(endsAt)}`;

/** `Set-Cookie` that takes a session's cookie away. */
export const noSessionCookie = (overTls: boolean): string => sessionCookie('', new Date(0), overTls);

const attributes = (endsAt: Date) => `; Path=/; HttpOnly; SameSite=Lax; Expires=${endsAt.toUTCString()}`;
