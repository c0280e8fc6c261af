import { createServer } from 'node:net';
import { PortTakenError } from './errors.ts';

const LOOPBACK = '127.0.0.1';

/** @throws PortTakenError */
export async function assertPortFree(port: number): Promise<void> {
  await listenOnce(port).catch((cause) => {
    throw Object.assign(new PortTakenError(port), { cause });
  });
}

/** @returns a port that was free a moment ago; whoever takes it must expect to lose a race now and then */
export function findFreePort(): Promise<number> {
  return listenOnce(0);
}

function listenOnce(port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(port, LOOPBACK, () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
  });
  return promise;
}
