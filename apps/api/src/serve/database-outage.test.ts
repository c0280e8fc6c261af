import { expect, test } from 'vitest';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { openSocket } from '../../test/web-socket-client.ts';
import { appendEvent } from '../events/append-event.ts';

const deps = await createTestDeps({ jobs: [] });
const team = await createTestTeam(deps);
const authorization = `Bearer ${await testApiKey(team)}`;
const { url } = await startTestServer(deps);
const MASKED = { message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };

/** Whatever asks for this table fails, as it does while the database is away. */
async function without(table: string, work: () => Promise<void>): Promise<void> {
  await deps.db.$executeRawUnsafe(`ALTER TABLE ${table} RENAME TO away`);
  try {
    await work();
  } finally {
    await deps.db.$executeRawUnsafe(`ALTER TABLE away RENAME TO ${table}`);
  }
}

test('a WebSocket outlives a database that fails: the operation alone ends, with an error', async () => {
  const client = await openSocket(url, { authorization });
  const ask = (id: string, query: string) => client.send({ type: 'subscribe', id, payload: { query } });
  ask('good', 'subscription { teamEvents { type } }');
  // Once this is answered the one before has been taken in.
  ask('before', '{ viewer { team { name } } }');
  await client.receives(({ id, type }) => id === 'before' && type === 'complete');
  await without('api_keys', async () => {
    // Whoever was known a moment ago still is, until a second has passed.
    await expect
      .poll(
        async () => {
          const during = `during ${client.messages.length}`;
          ask(during, '{ viewer { team { name } } }');
          return client.receives(({ id }) => id === during);
        },
        { timeout: 5_000 },
      )
      .toMatchObject({ type: 'error', payload: [MASKED] });
  });
  ask('after', '{ viewer { team { name } } }');
  expect(await client.receives(({ id, type }) => id === 'after' && type === 'next')).toMatchObject({
    payload: { data: { viewer: { team: {} } } },
  });
  expect(client.messages.some(({ id }) => id === 'good')).toBe(false);
  client.socket.close();
});

test('a subscription whose events cannot be read ends with an error that tells nothing', async () => {
  const client = await openSocket(url, { authorization });
  client.send({
    type: 'subscribe',
    id: '1',
    payload: { query: 'subscription { teamEvents { type } }' },
  });
  const happen = () =>
    deps.db.$transaction((tx) =>
      appendEvent(tx, {
        ...{
          teamId: team.teamId,
          type: 'account.connected',
          actor: { kind: 'system' },
          at: deps.clock.now(),
        },
        data: { nickname: 'Harbour Radio' } as never,
      }),
    );
  await expect
    .poll(async () => {
      await happen();
      return client.messages.some(({ type }) => type === 'next');
    })
    .toBe(true);
  await without('events', async () => {
    await deps.db.$executeRaw`SELECT pg_notify('airdate_events', ${team.teamId})`;
    const failed = await client.receives(
      ({ type, payload }) => type === 'error' || (payload as { errors?: unknown })?.errors !== undefined,
    );
    expect(JSON.stringify(failed)).toContain('Unexpected error.');
    expect(JSON.stringify(failed)).not.toContain('away');
    expect(JSON.stringify(failed)).not.toMatch(/prisma|relation|table/i);
  });
  client.socket.close();
});
