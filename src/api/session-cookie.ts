import type { HttpRequest } from './http-request.ts';
import type { ApiSettings } from './api-settings.ts';

const SESSION = 'plumbline_session';
/** What a browser keeps on its way to an identity provider and back. */
const STATE = 'plumbline_oidc';

/** A browser takes a cookie of such a name over TLS only, for this host only, and from nobody else. */
const nameOf = (name: string, overTls: boolean) => (overTls ? `__Host-${name}` : name);

/** Whether the browser reaches us over TLS. */
export const isOverTls = (request: HttpRequest, { publicUrl }: ApiSettings): boolean =>
  request.secure || publicUrl?.protocol === 'https:';

/** The session's token that a request carries; null when none. */
export const sessionTokenIn = (request: HttpRequest, settings: ApiSettings): string | null =>
  cookieIn(request, nameOf(SESSION, isOverTls(request, settings)));

export const stateIn = (request: HttpRequest, overTls: boolean): string | null =>
  cookieIn(request, nameOf(STATE, overTls));

function cookieIn(request: HttpRequest, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null;
  }
  return null;
}

/** `Set-Cookie` of a session. Lax: a link in a message leads to the page and not to the sign-in. */
export const sessionCookie = (token: string, endsAt: Date, overTls: boolean): string =>
  setCookie(SESSION, token, endsAt, overTls);

/** `Set-Cookie` that takes a session's cookie away. */
export const noSessionCookie = (overTls: boolean): string => setCookie(SESSION, '', new Date(0), overTls);

/** `Set-Cookie` of the way to an identity provider. */
export const stateCookie = (state: string, endsAt: Date, overTls: boolean): string =>
  setCookie(STATE, state, endsAt, overTls);

export const noStateCookie = (overTls: boolean): string => setCookie(STATE, '', new Date(0), overTls);

const setCookie = (name: string, value: string, endsAt: Date, overTls: boolean) =>
  `${nameOf(name, overTls)}=${value}; Path=/; HttpOnly; SameSite=Lax; Expires=${endsAt.toUTCString()}${overTls ? '; Secure' : ''}`;
