import { AppError } from '../core/errors.ts';

export class MalformedIfMatch extends AppError {
  readonly code = 'MALFORMED_IF_MATCH';
  readonly kind = 'malformed';
  constructor() {
    super('If-Match must be the ETag of the record, such as "3"', [
      { path: 'If-Match', message: 'is not an ETag that this API gave out' },
    ]);
  }
}

/**
 * The version that a request insists on; null when it insists on none (no header, or `*`).
 * A weak tag names the same version: proxies weaken tags when they compress. Throws `MalformedIfMatch`.
 */
export function expectedVersionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const version = Number(/^\s*(?:W\/)?"([1-9]\d{0,14})"\s*$/.exec(ifMatch)?.[1]);
  if (Number.isNaN(version)) throw new MalformedIfMatch();
  return version;
}

export const etagOf = ({ version }: { readonly version: number }): string => `"${version}"`;
