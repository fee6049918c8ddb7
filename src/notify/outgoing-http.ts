import { lookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { addressProblem, type AddressRange } from '../core/network/address-rule.ts';
import { networkProblem } from './network-problem.ts';

/** What came of a request. */
export type HttpOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The first 64 kB. */
      readonly body: string;
      /** What `Retry-After` says; null when it says nothing. */
      readonly retryAfterMs: number | null;
    }
  /** It was never sent: the address is not one that may be reached. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** No answer came; the request may have had its effect. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface OutgoingHttpOptions {
  /** Addresses that may be reached although they are not public. */
  readonly allowed: readonly AddressRange[];
  readonly timeoutMs?: number;
  /** Certificates to trust in place of those that Node trusts. */
  readonly ca?: string;
  /** In place of the system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

const LONGEST_ANSWER = 65_536;
const resolveAll = promisify(lookup);
const bySystem = (host: string) => resolveAll(host, { all: true });

/**
 * Sends requests to addresses that users have written. A name is resolved once and the connection goes to what was
 * checked; redirects are not followed; certificates are verified.
 */
export class OutgoingHttp {
  readonly #timeoutMs: number;

  constructor(private readonly options: OutgoingHttpOptions) {
    this.#timeoutMs = options.timeoutMs ?? 10_000;
  }

  /** Never throws for what the other side did. */
  async post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<HttpOutcome> {
    const target = new URL(url);
    if (target.protocol !== 'https:' && target.protocol !== 'http:')
      return { kind: 'refused', reason: 'only http and https addresses are reached' };
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    try {
      const addresses = await this.#resolve(target, deadline);
      const problem = addresses
        .map(({ address }) => addressProblem(address, this.options.allowed))
        .find((each) => each !== null);
      if (problem !== undefined)
        return { kind: 'refused', reason: `${target.hostname} ${problem}: it is not reached from here` };
      const response = await this.#send(target, addresses, headers, body, deadline);
      return {
        kind: 'answered',
        status: response.statusCode ?? 0,
        body: await beginningOf(response),
        retryAfterMs: retryAfterMs(response.headers['retry-after']),
      };
    } catch (error) {
      return { kind: 'failed', reason: this.#reasonOf(error, target.host, signal, deadline) };
    }
  }

  #reasonOf(error: unknown, host: string, signal: AbortSignal, deadline: AbortSignal): string {
    if (signal.aborted) return 'it was stopped before an answer came';
    return deadline.aborted
      ? `${host} did not answer within ${this.#timeoutMs / 1000} s`
      : networkProblem(error, host);
  }

  async #resolve(target: URL, deadline: AbortSignal): Promise<readonly LookupAddress[]> {
    deadline.throwIfAborted();
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // the resolver cannot be told to stop
    const stopped = new Promise<never>((_, reject) =>
      deadline.addEventListener('abort', () => reject(deadline.reason as Error), { once: true }),
    );
    return Promise.race([(this.options.resolve ?? bySystem)(host), stopped]);
  }

  #send(
    target: URL,
    addresses: readonly LookupAddress[],
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const outgoing = send(target, {
        method: 'POST',
        headers: { 'user-agent': 'Plumbline', ...headers, 'content-length': Buffer.byteLength(body) },
        agent: false,
        lookup: pinnedTo(addresses),
        signal,
        ...(this.options.ca !== undefined && { ca: this.options.ca }),
      });
      outgoing.once('response', resolve);
      // on, not once: a second error without a listener would end the process
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

/** Answers what was checked, whatever the name means by now. */
const pinnedTo =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family ?? 0);
  };

async function beginningOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length >= LONGEST_ANSWER) break;
  }
  response.destroy();
  return Buffer.concat(parts).subarray(0, LONGEST_ANSWER).toString();
}

/** Seconds, or an HTTP date. */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  // of other texts Date.parse makes something too
  const at = /^[A-Z][a-z]{2}, .+ GMT$/.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
