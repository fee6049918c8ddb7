import { addressRangeOf, type AddressRange } from '../../src/core/network/address-rule.ts';
import { SourceNetwork } from '../../src/connectors/source-network.ts';

/** Leads everywhere: the databases of the specs are on this machine. */
export const openNetwork = new SourceNetwork(
  ['0.0.0.0/0', '::/0']
    .map((text) => addressRangeOf(text))
    .filter((range): range is AddressRange => range !== null),
);
