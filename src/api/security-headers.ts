import helmet from 'helmet';

/** The middleware that `helmet` makes, in the words of Express. */
type Middleware = ReturnType<typeof helmet>;

const NOTHING = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Swagger's page brings its files with it; its styles are written into the page. */
const DOCUMENTATION = {
  ...NOTHING,
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
};

const headersWith = (directives: Record<string, readonly string[]>): Middleware =>
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // browsers heed it over https only; other hosts of the domain are not ours to speak for
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });

/**
 * What every answer tells browsers: to run nothing of it, to show it in no frame, to send no referrer. Pages that need
 * more say so themselves. No answer allows another origin to read it (CORS): there is no header for that.
 */
export const securityHeaders: Middleware = headersWith(NOTHING);

export const documentationHeaders: Middleware = headersWith(DOCUMENTATION);
