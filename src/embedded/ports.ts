import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { codeOf, EmbeddedStartError } from './errors.ts';

export const LOOPBACK = '127.0.0.1';

/**
 * The loopback port to listen on: `wanted`, or any free one for null and 0. Throws `EmbeddedStartError`
 * when `wanted` is taken. The port is free at the time of the answer; somebody else may still be faster.
 */
export async function choosePort(wanted: number | null, variable: string): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(wanted ?? 0, LOOPBACK);
    await once(probe, 'listening');
    return (probe.address() as AddressInfo).port;
  } catch (cause) {
    throw new EmbeddedStartError(
      `port ${wanted} on ${LOOPBACK} cannot be used (${codeOf(cause)}): set ${variable} to another port, or leave it out to get a free one`,
      { cause },
    );
  } finally {
    if (probe.listening) await new Promise((closed) => probe.close(closed));
  }
}
