import { afterEach, expect, test, vi } from 'vitest';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { openSocket } from '../../test/web-socket-client.ts';

const deps = await createTestDeps({ jobs: [] });
const { url } = await startTestServer(deps);
const authorization = `Bearer ${await testApiKey(await createTestTeam(deps))}`;

afterEach(() => void vi.restoreAllMocks());

test('a broken frame closes its WebSocket and writes no stack trace, however many come', async () => {
  const written = vi.spyOn(console, 'error');
  for (let i = 0; i < 3; i++) {
    const { socket, closes } = await openSocket(url, { authorization });
    // RFC 6455 5.1: a frame of a client is masked, or the server closes with 1002.
    socket.send('{"type":"ping"}', { mask: false });
    socket.send('{"type":"ping"}', { mask: false });
    expect(await closes).toBe(1002);
  }
  expect(written).not.toHaveBeenCalled();
});
