import { lookup, type LookupAddress } from 'node:dns';
import { isIP, Socket, type LookupFunction } from 'node:net';
import { addressProblem, type AddressRange } from '../core/network/address-rule.ts';

/** The code of the error of a socket that was asked to go where connections may not. */
export const ADDRESS_REFUSED = 'PLUMBLINE_ADDRESS_REFUSED';

class AddressRefused extends Error {
  readonly code = ADDRESS_REFUSED;
}

/** Turns a name into all of its addresses. */
export type Resolver = (
  host: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

const bySystem: Resolver = (host, callback) => lookup(host, { all: true }, callback);

/** Which addresses connections to customers' databases may reach: public ones, and those in `allowed`. */
export class SourceNetwork {
  constructor(
    private readonly allowed: readonly AddressRange[],
    private readonly resolve: Resolver = bySystem,
  ) {}

  /**
   * A socket that is not connected yet. It resolves a name once, looks at every address that the name means, and goes
   * to what it has looked at.
   */
  socket(): Socket {
    return new GuardedSocket(this);
  }

  /** Why a host that is an address must not be connected to; null also for names, which `lookup` decides about. */
  literalProblem(host: string): Error | null {
    return isIP(host) === 0 ? null : this.problemOf(host, host);
  }

  /** Why a host must not be connected to by what it means now, for software that cannot be given a socket. */
  hostProblem(host: string): Promise<string | null> {
    return new Promise((resolve) =>
      this.lookup(host, { all: true }, (error) => resolve(error?.message ?? null)),
    );
  }

  readonly lookup: LookupFunction = (host, options, callback) => {
    this.resolve(host, (error, addresses = []) => {
      const refused = addresses
        .map(({ address }) => this.problemOf(host, address))
        .find((one) => one !== null);
      const problem = error ?? refused ?? null;
      if (options.all) return callback(problem, problem ? [] : [...addresses]);
      const [first] = problem ? [] : addresses;
      callback(problem, first?.address ?? '', first?.family ?? 0);
    });
  };

  private problemOf(host: string, address: string): Error | null {
    const problem = addressProblem(address, this.allowed);
    if (problem === null) return null;
    const said = host === address ? `${host} ${problem}` : `${host} leads to an address that ${problem}`;
    return new AddressRefused(
      `${said}: connections may not go there (CONNECTIONS_ALLOW of the server says where they may)`,
    );
  }
}

export class GuardedSocket extends Socket {
  constructor(private readonly network: SourceNetwork) {
    super();
  }

  /** Takes a port and a host, and nothing that leads elsewhere: no path of a local socket. */
  override connect(port: unknown, host?: unknown): this {
    if (typeof port !== 'number' || typeof host !== 'string')
      throw new TypeError('a port and a host are needed');
    const problem = this.network.literalProblem(host);
    if (problem) return this.destroy(problem);
    return super.connect({ port, host, lookup: this.network.lookup });
  }
}
