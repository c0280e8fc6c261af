import { createServer } from 'node:net';
import { StartError } from './start-error.ts';

/** @throws StartError when another program listens on the public port */
export async function requireFreePort(port: number): Promise<void> {
  if ((await isFree(port)) && (await isFree(port, '127.0.0.1'))) return;
  throw new StartError(`Port ${port} is taken by another program; stop it, or set PORT to another port.`);
}

/** @returns the preferred port, or a free one when another program has it */
export async function pickPort(preferred: number): Promise<number> {
  return (await isFree(preferred, '127.0.0.1')) && (await isFree(preferred)) ? preferred : findFreePort();
}

function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once('error', reject);
  server.listen(0, () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
  return promise;
}

function isFree(port: number, host?: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer().once('error', () => resolve(false));
  server.listen({ port, host }, () => server.close(() => resolve(true)));
  return promise;
}
