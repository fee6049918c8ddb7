import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be shut: connections that are open or come then are closed at once. */
export interface FlakyDoor {
  readonly port: number;
  /** How many connections were turned away. */
  readonly refused: number;
  /** Closes what is open, and the next `n` connections at once. */
  refuse(n: number): void;
  close(): Promise<void>;
}

export async function openFlakyDoor(to: {
  readonly host: string;
  readonly port: number;
}): Promise<FlakyDoor> {
  let toRefuse = 0;
  let refused = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (toRefuse > 0) {
      toRefuse -= 1;
      refused += 1;
      socket.destroy();
      return;
    }
    open.add(socket);
    const inside = connect(to.port, to.host);
    inside.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => {
      open.delete(socket);
      inside.destroy();
    });
    socket.pipe(inside).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get refused() {
      return refused;
    },
    refuse: (n) => {
      toRefuse = n;
      for (const socket of open) socket.destroy();
    },
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
