import ipaddr from 'ipaddr.js';

/** A range of addresses, `10.0.0.0/8` or `fd00::/8`. */
export type AddressRange = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Null for what is no range; a single address is a range of one. */
export function addressRangeOf(text: string): AddressRange | null {
  if (!isAddress(text.split('/', 1)[0] ?? '')) return null;
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!isAddress(text)) return null;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Whether the text is an address in full, not one of the old short forms such as `127.1`. */
const isAddress = (text: string) => ipaddr.IPv6.isValid(text) || ipaddr.IPv4.isValidFourPartDecimal(text);

/**
 * Why nothing of ours may connect to this address, in words; null when it may. Only public unicast addresses may be
 * connected to, and those in `allowed`: everything else leads to this machine, its network or the keys that a cloud
 * gives to its machines. An IPv4 address inside an IPv6 one is judged as what it is.
 */
export function addressProblem(text: string, allowed: readonly AddressRange[]): string | null {
  if (!isAddress(text)) return 'is not an address';
  const address = ipaddr.process(text);
  if (allowed.some((range) => isInside(address, range))) return null;
  if (address instanceof ipaddr.IPv4) {
    if (privateServices.some((range) => isInside(address, range)))
      return 'belongs to a service of the cloud that this machine runs in';
    return address.range() === 'unicast' ? null : words(address.range());
  }
  // what is outside of 2000::/3 is not handed out; ::7f00:1 would reach 127.0.0.1 on some systems
  const isHandedOut = isInside(address, GLOBAL_UNICAST);
  return isHandedOut && address.range() === 'unicast' ? null : words(address.range());
}

/** Azure's agent and its name server answer at a public address. */
const privateServices: readonly AddressRange[] = [ipaddr.parseCIDR('168.63.129.16/32')];
const GLOBAL_UNICAST: AddressRange = ipaddr.parseCIDR('2000::/3');

const isInside = (address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: AddressRange) =>
  address.kind() === network.kind() && address.match(network, bits);

const named: { readonly [range: string]: string } = {
  loopback: 'is a loopback address',
  private: 'is a private address',
  uniqueLocal: 'is a private address',
  carrierGradeNat: 'is a private address',
  linkLocal: 'is a link-local address',
  multicast: 'is a multicast address',
  broadcast: 'is a broadcast address',
  unspecified: 'is the unspecified address',
};
const words = (range: string) => named[range] ?? 'is not a public address';
