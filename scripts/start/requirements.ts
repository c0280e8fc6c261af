import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeDirectory } from '../../packages/db/src/embedded/index.ts';
import { StartError } from './start-error.ts';

/** @throws StartError when another program listens on the public port */
export async function requireFreePort(port: number): Promise<void> {
  if ((await isFree(port)) && (await isFree(port, '127.0.0.1'))) return;
  throw new StartError(`Port ${port} is taken by another program; stop it, or set PORT to another port.`);
}

/** @throws StartError when the data directory cannot be made or written to */
export function requireWritableDirectory(directory: string): void {
  const probe = join(directory, `.writable-${process.pid}`);
  try {
    makeDirectory(directory);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (cause) {
    throw new StartError(
      `The data directory ${directory} cannot be written to; make it writable, or set DATA_DIR to another one.`,
      { cause },
    );
  }
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
