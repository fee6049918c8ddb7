import { Forbidden } from '../core/errors.ts';
import type { ApiSettings } from './api-settings.ts';
import type { HttpRequest } from './http-request.ts';

/** No form and no link can send it, and no page of another site without a permission that we never give. */
const OWN_HEADER = 'x-plumbline-request';

/** Throws `Forbidden` unless a page of our own sent the request: for requests that a browser adds a cookie to. */
export function requireOwnPage(request: HttpRequest, settings: ApiSettings): void {
  if (comesFromElsewhere(request, settings) !== false || request.headers[OWN_HEADER] === undefined)
    throw new Forbidden(
      'a request with a session cookie must come from a page of this server, with the header X-Plumbline-Request',
      'CROSS_SITE_REQUEST',
    );
}

/** Throws `Forbidden` when a page of somebody else sent the request. */
export function refuseOtherPages(request: HttpRequest, settings: ApiSettings): void {
  if (comesFromElsewhere(request, settings) === true)
    throw new Forbidden('pages of other servers may not do this', 'CROSS_SITE_REQUEST');
}

/** What the browser says about where the request comes from; null when it says nothing. */
function comesFromElsewhere(request: HttpRequest, { publicUrl }: ApiSettings): boolean | null {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined) return site !== 'same-origin';
  if (origin === undefined) return null;
  if (!URL.canParse(origin)) return true;
  const from = new URL(origin).host;
  return from !== host && from !== publicUrl?.host;
}
