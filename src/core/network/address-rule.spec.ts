import { addressProblem, addressRangeOf, type AddressRange } from './address-rule.ts';

const ranges = (...texts: readonly string[]) => texts.map((text) => addressRangeOf(text) as AddressRange);

describe('an address that is not allowed explicitly', () => {
  it.each([
    ['8.8.8.8', null],
    ['2606:4700:4700::1111', null],
    ['::ffff:8.8.8.8', null],
    ['127.0.0.1', 'is a loopback address'],
    ['127.255.255.254', 'is a loopback address'],
    ['::1', 'is a loopback address'],
    ['::ffff:127.0.0.1', 'is a loopback address'],
    ['::ffff:7f00:1', 'is a loopback address'],
    ['10.1.2.3', 'is a private address'],
    ['172.16.0.1', 'is a private address'],
    ['172.32.0.1', null],
    ['192.168.1.1', 'is a private address'],
    ['100.100.100.200', 'is a private address'],
    ['fd00:ec2::254', 'is a private address'],
    ['169.254.169.254', 'is a link-local address'],
    ['::ffff:169.254.169.254', 'is a link-local address'],
    ['fe80::1', 'is a link-local address'],
    ['fe80::1%eth0', 'is a link-local address'],
    ['168.63.129.16', 'belongs to a service of the cloud that this machine runs in'],
    ['0.0.0.0', 'is the unspecified address'],
    ['::', 'is the unspecified address'],
    ['255.255.255.255', 'is a broadcast address'],
    ['224.0.0.251', 'is a multicast address'],
    ['ff02::1', 'is a multicast address'],
    ['192.0.0.192', 'is not a public address'],
    ['198.18.0.1', 'is not a public address'],
    ['240.0.0.1', 'is not a public address'],
    ['::7f00:1', 'is not a public address'],
    ['64:ff9b::7f00:1', 'is not a public address'],
    ['64:ff9b:1::7f00:1', 'is not a public address'],
    ['2002:7f00:1::', 'is not a public address'],
    ['2001:0:7f00:1::', 'is not a public address'],
    ['2001:db8::1', 'is not a public address'],
    ['fec0::1', 'is not a public address'],
    ['', 'is not an address'],
    ['example.com', 'is not an address'],
    ['127.1', 'is not an address'],
    ['0x7f000001', 'is not an address'],
    ['2130706433', 'is not an address'],
    ['0177.0.0.1', 'is not an address'],
  ])('%s: %s', (address, problem) => {
    expect(addressProblem(address, [])).toBe(problem);
  });
});

describe('ranges that are allowed', () => {
  it('let their addresses through, however they are written', () => {
    const allowed = ranges('127.0.0.0/8', '10.1.0.0/16', 'fd12::/16', '168.63.129.16');
    const problems = ['127.0.0.1', '::ffff:127.0.0.1', '10.1.255.1', 'fd12::9', '168.63.129.16'].map(
      (address) => addressProblem(address, allowed),
    );
    expect(problems).toEqual([null, null, null, null, null]);
  });

  it('let nothing else through', () => {
    const allowed = ranges('127.0.0.1', '10.1.0.0/16');
    expect(addressProblem('127.0.0.2', allowed)).toBe('is a loopback address');
    expect(addressProblem('10.2.0.1', allowed)).toBe('is a private address');
    expect(addressProblem('::1', allowed)).toBe('is a loopback address');
  });

  it.each(['', '10.0.0.0/33', '10.0.0/8', 'localhost', '::/129', '10', '10.0.0.0/', '0x7f.0.0.1'])(
    '"%s" is none',
    (text) => {
      expect(addressRangeOf(text)).toBeNull();
    },
  );
});
