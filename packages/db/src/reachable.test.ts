import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePort } from './embedded/index.ts';
import { assertReachable, DatabaseUnreachableError } from './index.ts';
import { createTestDatabase, unusedDatabaseUrl } from './testing/index.ts';

const { url } = await createTestDatabase();

test('a database that exists is told from one that does not', async () => {
  expect(await assertReachable(url)).toBe(true);
  expect(await assertReachable(unusedDatabaseUrl())).toBe(false);
});

test('a port where nothing listens is one sentence without the password', async () => {
  const port = await findFreePort();
  const failure = await assertReachable(`postgresql://someone:s3cret@127.0.0.1:${port}/airdate`).catch(
    (e) => e,
  );
  expect(failure).toBeInstanceOf(DatabaseUnreachableError);
  expect(failure.message).toBe(
    `The database 127.0.0.1:${port}/airdate cannot be reached: nothing listens there.`,
  );
});

test('a wrong password is said to be one', async () => {
  const wrong = url.replace(/:[^:@]+@/, ':s3cret@');
  await expect(assertReachable(wrong)).rejects.toThrow(/user name or password are wrong\.$/);
  await expect(assertReachable(wrong)).rejects.not.toThrow(/s3cret/);
});

test('a host that is not known is said to be so', async () => {
  await expect(assertReachable('postgresql://a:b@no-such-host.invalid/airdate')).rejects.toThrow(
    /no-such-host\.invalid:5432\/airdate cannot be reached: the host name/,
  );
});

test('a server that hangs up is said to do so', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await expect(assertReachable(`postgresql://a:b@127.0.0.1:${port}/airdate`)).rejects.toThrow(
    /the connection was closed at once\.$/,
  );
  server.close();
});

test('something that is no URL is refused', async () => {
  await expect(assertReachable('localhost/airdate')).rejects.toThrow(/^DATABASE_URL is not of the form/);
});
