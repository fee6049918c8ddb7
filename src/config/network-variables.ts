import { z } from 'zod';
import { addressRangeOf, type AddressRange } from '../core/network/address-rule.ts';

/** Where customers' databases usually are: networks that are nobody else's. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'];
const THIS_MACHINE = ['127.0.0.0/8', '::1'];

const rangesOf = (texts: readonly string[]) =>
  texts.flatMap((text): AddressRange[] => [addressRangeOf(text)!]);

function rangeOrIssue(text: string, ctx: z.RefinementCtx): AddressRange[] {
  const range = addressRangeOf(text);
  if (range) return [range];
  ctx.addIssue({
    code: 'custom',
    message: 'must be none, or ranges with , between them: 10.1.0.0/16,fd00::/8',
  });
  return [];
}

const ranges = z
  .string()
  .transform((text, ctx) =>
    text === 'none' ? [] : text.split(',').flatMap((part) => rangeOrIssue(part.trim(), ctx)),
  )
  .optional();

/**
 * Addresses that are not public and may be reached all the same, by what goes there. They are two: that databases may be
 * in a private network must not open that network to whoever may define a channel.
 */
export const networkVariables = { CONNECTIONS_ALLOW: ranges, OUTGOING_ALLOW: ranges };

type Variables = z.output<z.ZodObject<typeof networkVariables>>;

export const networkOf = (v: Variables, isEmbedded: boolean) => ({
  /** Addresses that connections may reach although they are not public. */
  connectionsAllow: Object.freeze(
    v.CONNECTIONS_ALLOW ?? rangesOf(isEmbedded ? [...PRIVATE, ...THIS_MACHINE] : PRIVATE),
  ),
  /** Addresses that alerts may be sent to although they are not public: in embedded mode this machine's own. */
  outgoingAllow: Object.freeze(v.OUTGOING_ALLOW ?? (isEmbedded ? rangesOf(THIS_MACHINE) : [])),
});
