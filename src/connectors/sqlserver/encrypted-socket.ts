import { GuardedSocket } from '../source-network.ts';

const PRE_LOGIN = 0x12;
const HEADER_BYTES = 8;
/** Alert, handshake and application data of TLS; no packet of TDS has such a type. */
const TLS_RECORDS = [0x15, 0x16, 0x17];

/** The code of the error of a socket that was asked to send something in plain text. */
export const NOT_ENCRYPTED = 'PLUMBLINE_NOT_ENCRYPTED';

/**
 * A socket for TDS that lets nothing out in plain text but the negotiation of TLS (PRELOGIN packets, MS-TDS 2.2.6.5).
 * The driver takes encryption for a wish: it would go on and send user name and password in plain text to a server,
 * or to somebody between, that answers that it has no TLS.
 */
export class EncryptedSocket extends GuardedSocket {
  #isEncrypted = false;
  /** Bytes of the current packet that are still to come. */
  #rest = 0;
  #header = Buffer.alloc(0);

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#mayGo(chunk)) super._write(chunk, encoding, done);
    else done(notEncrypted());
  }

  override _writev(
    chunks: { readonly chunk: Buffer; readonly encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    if (chunks.every(({ chunk }) => this.#mayGo(chunk))) super._writev!(chunks, done);
    else done(notEncrypted());
  }

  /** Follows the packets, for a chunk may hold several, or a part of one. */
  #mayGo(chunk: Buffer): boolean {
    let position = 0;
    while (!this.#isEncrypted && position < chunk.length) {
      if (this.#rest > 0) {
        const passed = Math.min(this.#rest, chunk.length - position);
        this.#rest -= passed;
        position += passed;
        continue;
      }
      const type = this.#header[0] ?? chunk[position]!;
      if (this.#header.length === 0 && TLS_RECORDS.includes(type)) this.#isEncrypted = true;
      else if (type !== PRE_LOGIN) return false;
      else {
        const taken = chunk.subarray(position, position + HEADER_BYTES - this.#header.length);
        this.#header = Buffer.concat([this.#header, taken]);
        position += taken.length;
        if (this.#header.length < HEADER_BYTES) continue;
        this.#rest = this.#header.readUInt16BE(2) - HEADER_BYTES;
        this.#header = Buffer.alloc(0);
      }
    }
    return true;
  }
}

const notEncrypted = () => Object.assign(new Error('the server offers no TLS'), { code: NOT_ENCRYPTED });
