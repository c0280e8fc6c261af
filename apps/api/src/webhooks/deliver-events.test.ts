import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { createRunningTestClock, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { type Receiver, startReceiver, verify } from '../../test/webhook-receiver.ts';
import { killHard, startProcess } from '../../test/worker-process.ts';
import type { TeamContext } from '../context.ts';
import { appendEvents } from '../events/append-events.ts';
import { startEventListener } from '../events/event-listener.ts';
import { globalId } from '../global-id.ts';
import { createKeyring } from '../keyring.ts';
import { allJobs } from '../serve/worker.ts';
import { createWebhookEndpoint } from './create-webhook-endpoint.ts';
import { disableWebhookEndpoint } from './disable-webhook-endpoint.ts';
import { enableWebhookEndpoint } from './enable-webhook-endpoint.ts';
import { purgeWebhookLog } from './purge-webhook-log.ts';
import { redeliverFailedWebhooks, redeliverWebhook } from './redeliver-webhooks.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { sendTestWebhook } from './send-test-webhook.ts';
import { startWebhookSender } from './start-webhook-sender.ts';
import { updateWebhookEndpoint } from './update-webhook-endpoint.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PATIENT = { timeout: 20_000 };

const deps = await createTestDeps({ jobs: allJobs, clock: createRunningTestClock() });
deps.config.allowPrivateWebhooks = true;
deps.config.limits.webhookAnswerMs = 2_000;
const { db, clock } = deps;
const listener = await startEventListener(deps.databaseUrl, deps.log);
let stop = startWebhookSender(deps, listener);
afterAll(async () => {
  await stop();
  await listener.close();
});

/** A team with one endpoint at a receiver of its own. */
async function createWorld(input: { eventTypes?: string[] } = {}) {
  const team = await createTestTeam(deps, 'ADMIN');
  const receiver = await startReceiver();
  const { endpoint, secret } = await createWebhookEndpoint(team, { url: receiver.url, ...input });
  return { team, receiver, endpointId: endpoint.id, secret };
}

/** Lets things happen in a team: a change of its settings for each number. */
async function happen({ teamId }: TeamContext, numbers: number[]): Promise<void> {
  const events = numbers.map((catchUpHours) => {
    return { teamId, type: 'team.updated' as const, data: { catchUpHours }, at: clock.now() };
  });
  await db.$transaction((tx) => appendEvents(tx, { kind: 'system' }, events));
}

const numbersOf = ({ received }: Receiver) =>
  received.flatMap(({ payload: { type, data } }) =>
    type === 'team.updated' ? [(data.data as { catchUpHours: number }).catchUpHours] : [],
  );
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const received = ({ received: all }: Receiver, count: number) =>
  expect.poll(() => all.length, PATIENT).toBe(count);
const deliveriesOf = (endpointId: string) =>
  db.webhookDelivery.findMany({
    where: { endpointId },
    orderBy: [{ createdAt: 'asc' }, { sequence: 'asc' }],
    include: { tries: { orderBy: { number: 'asc' } } },
  });
/** The endpoint's deliveries, once none of them waits or is being tried. */
async function settled(endpointId: string) {
  await expect
    .poll(() => db.webhookDelivery.count({ where: { endpointId, status: 'PENDING' } }), PATIENT)
    .toBe(0);
  return deliveriesOf(endpointId);
}
const endpointOf = (id: string) => db.webhookEndpoint.findUniqueOrThrow({ where: { id } });

/** Waits until all that was notified so far was heard, so that it wakes nobody who comes later. */
async function notificationsPassed(): Promise<void> {
  const mark = randomUUID();
  const heard = new Promise<void>((resolve) => {
    listener.subscribeToTeams((teamId) => void (teamId === mark && resolve()));
  });
  await db.$queryRaw`SELECT pg_notify('airdate_events', ${mark})::text`;
  await heard;
}

const eventTypesOf = async ({ teamId }: TeamContext) =>
  (await db.event.findMany({ where: { teamId }, orderBy: { sequence: 'asc' } })).map(({ type }) => type);

/** Waits for the next try to be planned, and moves the clock to it. @returns how long it was put off, in ms */
async function passToNextTry(endpointId: string, tryCount: number): Promise<number> {
  const planned = () => db.webhookDelivery.findFirst({ where: { endpointId, tryCount, leaseToken: null } });
  await expect.poll(planned, PATIENT).not.toBeNull();
  const { nextTryAt, tries } = (await deliveriesOf(endpointId))[0]!;
  const last = tries.at(-1)!;
  const waitMs = nextTryAt!.getTime() - last.startedAt.getTime() - last.durationMs;
  clock.advance(nextTryAt!.getTime() - clock.now().getTime() + 1);
  return waitMs;
}

test('what happens is told in the words of the API, signed as the standard says', async () => {
  const { team, receiver, endpointId, secret } = await createWorld();
  receiver.answer((res) => res.writeHead(200).end('well\u0000'));
  await happen(team, [7]);
  await received(receiver, 1);
  const [one] = receiver.received as [Receiver['received'][0]];
  expect(verify(clock, one, secret)).toEqual({
    type: 'team.updated',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      sequence: 2,
      summary: 'Posts that are late still go out by themselves within 7 h.',
      actor: 'system',
      teamId: globalId('Team', team.teamId),
      accountId: null,
      postId: null,
      mediaAssetId: null,
      data: { catchUpHours: 7 },
    },
  });
  expect(one.headers).toMatchObject({ 'content-type': 'application/json' });
  expect(() => verify(clock, { ...one, body: one.body.replace('7', '8') }, secret)).toThrow();
  expect(await settled(endpointId)).toMatchObject([
    {
      id: one.id,
      status: 'DELIVERED',
      body: one.body,
      tries: [{ number: 1, status: 200, error: null, responseBody: 'well\ufffd' }],
    },
  ]);
});

test('a thousand events reach an endpoint each once, however many workers send', {
  timeout: 300_000,
}, async () => {
  const { team, receiver, endpointId, secret } = await createWorld();
  const stopOther = startWebhookSender(deps, listener);
  await happen(team, upTo(1_000));
  await expect.poll(() => receiver.received.length, { timeout: 280_000 }).toBeGreaterThanOrEqual(1_000);
  expect(await settled(endpointId)).toHaveLength(1_000);
  await stopOther();
  expect(numbersOf(receiver).sort((a, b) => a - b)).toEqual(upTo(1_000));
  for (const one of receiver.received) verify(clock, one, secret);
});

test('an endpoint that keeps up is sent events one at a time, in the order of the log', async () => {
  const { team, receiver } = await createWorld();
  let open = 0;
  let most = 0;
  receiver.answer((res) => {
    most = Math.max(most, ++open);
    setImmediate(() => {
      open--;
      res.writeHead(204).end();
    });
  });
  await happen(team, upTo(20));
  await received(receiver, 20);
  expect(numbersOf(receiver)).toEqual(upTo(20));
  expect(most).toBe(1);
});

test('ten tries are made in about three days, all with one id and one body, then it has failed', async () => {
  const { team, receiver, endpointId, secret } = await createWorld();
  receiver.answer((res) => res.writeHead(503).end('later'));
  await happen(team, [1]);
  const waits: number[] = [];
  for (let tries = 1; tries < 10; tries++) {
    await received(receiver, tries);
    verify(clock, receiver.received.at(-1)!, secret);
    waits.push((await passToNextTry(endpointId, tries)) / SECOND_MS);
  }
  await received(receiver, 10);
  const planned = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
  for (const [n, wait] of waits.entries()) {
    expect(wait, `after try ${n + 1}`).toBeGreaterThan(0.89 * planned[n]! - 1);
    expect(wait, `after try ${n + 1}`).toBeLessThan(1.1 * planned[n]! + 1);
  }
  expect(new Set(waits.map((wait, n) => (wait / planned[n]!).toFixed(2))).size).toBeGreaterThan(2);
  expect(await settled(endpointId)).toMatchObject([{ status: 'FAILED', tryCount: 10, nextTryAt: null }]);
  expect(new Set(receiver.received.map(({ id, body }) => id + body)).size).toBe(1);
});

test('one that fails does not hold up those after it', async () => {
  const { team, receiver, endpointId } = await createWorld();
  receiver.answer((res, { payload: { data } }) => {
    res.writeHead((data.data as { catchUpHours: number }).catchUpHours === 1 ? 500 : 200).end();
  });
  // Right behind it, and not after the five seconds that let others in beside what is slow.
  await happen(team, [1, 2, 3]);
  await expect.poll(() => numbersOf(receiver), { timeout: 4_500 }).toEqual([1, 2, 3]);
  await disableWebhookEndpoint(team, endpointId);
});

describe('Retry-After', () => {
  test.each([
    ['seconds', () => '600', 600],
    ['a date', () => new Date(clock.now().getTime() + 600_000).toUTCString(), 600],
    ['more than a day, of which a day counts', () => '9999999', 86_400],
    ['less than is planned, which changes nothing', () => '1', 5],
    ['nonsense', () => 'soon', 5],
  ])('is heard: %s', async (_what, header, seconds) => {
    const { team, receiver, endpointId } = await createWorld();
    receiver.answer((res, _one, nth) => {
      res.writeHead(nth === 1 ? 429 : 200, { 'retry-after': header() }).end();
    });
    await happen(team, [1]);
    const wait = (await passToNextTry(endpointId, 1)) / SECOND_MS;
    expect(wait).toBeGreaterThan(0.9 * seconds - 1.5);
    expect(wait).toBeLessThan(1.1 * seconds + 1.5);
    await received(receiver, 2);
  });
});

test('a redirect is a failure and not followed', async () => {
  const { team, receiver, endpointId } = await createWorld();
  const other = await startReceiver();
  receiver.answer((res) => res.writeHead(307, { location: other.url }).end());
  await sendTestWebhook(team, endpointId);
  expect(await settled(endpointId)).toMatchObject([{ tries: [{ status: 307, error: 'REDIRECTED' }] }]);
  expect(other.received).toEqual([]);
});

test('an answer that does not come in time, or not at all, is a failure', async () => {
  const { team, receiver, endpointId } = await createWorld();
  receiver.answer(() => {});
  await sendTestWebhook(team, endpointId);
  expect(await settled(endpointId)).toMatchObject([{ tries: [{ status: null, error: 'TIMED_OUT' }] }]);
  receiver.answer((res) => res.destroy());
  await sendTestWebhook(team, endpointId);
  const [, second] = await settled(endpointId);
  expect(second).toMatchObject({ tries: [{ status: null, error: 'UNREACHABLE' }] });
});

test('of an answer the first kilobyte is kept, however long it is', async () => {
  const { team, receiver, endpointId } = await createWorld();
  receiver.answer((res) => res.writeHead(200).end('x'.repeat(3_000_000)));
  await sendTestWebhook(team, endpointId);
  expect(await settled(endpointId)).toMatchObject([
    { status: 'DELIVERED', tries: [{ responseBody: 'x'.repeat(1_024) }] },
  ]);
});

test('410 disables the endpoint at once, and the log tells it; enabled, it goes on from then', async () => {
  const { team, receiver, endpointId } = await createWorld();
  receiver.answer((res) => res.writeHead(410).end());
  await happen(team, [1, 2, 3]);
  await received(receiver, 1);
  const deliveries = await settled(endpointId);
  expect(deliveries.map(({ status, tryCount }) => [status, tryCount])).toEqual([
    ['FAILED', 1],
    ['FAILED', 0],
    ['FAILED', 0],
  ]);
  expect(await endpointOf(endpointId)).toMatchObject({ disabledReason: 'GONE' });
  expect((await eventTypesOf(team)).at(-1)).toBe('webhook.disabled');

  await happen(team, [4]);
  for (const refused of [
    () => sendTestWebhook(team, endpointId),
    () => redeliverWebhook(team, deliveries[0]!.id),
    () => redeliverFailedWebhooks(team, { endpointId, since: new Date(0) }),
  ]) {
    await expect(refused()).rejects.toMatchObject({ code: 'webhook_endpoint_disabled' });
  }
  receiver.answer((res) => res.writeHead(200).end());
  await enableWebhookEndpoint(team, endpointId);
  await happen(team, [5]);
  await received(receiver, 2);
  expect(numbersOf(receiver)).toEqual([1, 5]);

  expect(await redeliverFailedWebhooks(team, { endpointId, since: new Date(0) })).toBe(3);
  await settled(endpointId);
  expect(numbersOf(receiver)).toEqual([1, 5, 1, 2, 3]);
  expect(receiver.received[2]!.id).toBe(receiver.received[0]!.id);
  expect(await redeliverFailedWebhooks(team, { endpointId, since: new Date(0) })).toBe(0);
  await redeliverWebhook(team, deliveries[1]!.id);
  await received(receiver, 6);
  expect(receiver.received[5]!.id).toBe(deliveries[1]!.id);
});

test('five days of failures alone disable an endpoint; one success begins them anew', async () => {
  const { team, receiver, endpointId } = await createWorld();
  const failsOnce = async (status: number) => {
    receiver.answer((res) => res.writeHead(status).end());
    await sendTestWebhook(team, endpointId);
    await settled(endpointId);
  };
  await failsOnce(500);
  clock.advance(4 * DAY_MS);
  await failsOnce(200);
  await failsOnce(500);
  clock.advance(4.9 * DAY_MS);
  await failsOnce(500);
  expect(await endpointOf(endpointId)).toMatchObject({ disabledAt: null });
  clock.advance(0.2 * DAY_MS);
  await failsOnce(500);
  expect(await endpointOf(endpointId)).toMatchObject({ disabledReason: 'FAILING' });
  expect((await eventTypesOf(team)).at(-1)).toBe('webhook.disabled');
});

test('after a rotation the old secret signs beside the new one for a day, and no longer', async () => {
  const { team, receiver, endpointId, secret: old } = await createWorld();
  const { secret } = await rotateWebhookSecret(team, { endpointId });
  await happen(team, [1]);
  await received(receiver, 2);
  for (const one of receiver.received) {
    verify(clock, one, secret);
    verify(clock, one, old);
    expect(String(one.headers['webhook-signature']).split(' ')).toHaveLength(2);
  }
  clock.advance(25 * HOUR_MS);
  await happen(team, [2]);
  await received(receiver, 3);
  const last = receiver.received.at(-1)!;
  verify(clock, last, secret);
  expect(() => verify(clock, last, old)).toThrow('No matching signature');

  const { secret: third } = await rotateWebhookSecret(team, { endpointId, overlapHours: 0 });
  await happen(team, [3]);
  await received(receiver, 5);
  verify(clock, receiver.received.at(-1)!, third);
  expect(() => verify(clock, receiver.received.at(-1)!, secret)).toThrow('No matching signature');
  await purgeWebhookLog(deps);
  expect(await db.webhookSecret.count({ where: { endpointId } })).toBe(1);
});

test('a filter lets through types and their beginnings, and a change of address counts for what waits', async () => {
  const { team, receiver, endpointId } = await createWorld({ eventTypes: ['webhook.updated', 'team.'] });
  const other = await startReceiver();
  receiver.answer((res) => res.writeHead(500).end());
  await happen(team, [1]);
  await received(receiver, 1);
  await updateWebhookEndpoint(team, { endpointId, url: other.url, eventTypes: ['webhook.updated'] });
  await happen(team, [2]);
  clock.advance(HOUR_MS);
  await received(other, 2);
  expect(other.received.map(({ payload }) => payload.type).sort()).toEqual([
    'team.updated',
    'webhook.updated',
  ]);
  expect(numbersOf(other)).toEqual([1]);
});

test('slow endpoints of one team do not delay another team', async () => {
  const slow = await createWorld();
  slow.receiver.answer(() => {});
  for (let n = 0; n < 15; n++) await createWebhookEndpoint(slow.team, { url: slow.receiver.url });
  await happen(slow.team, upTo(30));
  await expect.poll(() => slow.receiver.received.length, PATIENT).toBeGreaterThan(10);
  const quick = await createWorld();
  const at = performance.now();
  await happen(quick.team, upTo(5));
  await received(quick.receiver, 5);
  expect(performance.now() - at).toBeLessThan(2_000);
  await slow.team.deps.db.webhookEndpoint.deleteMany({ where: { teamId: slow.team.teamId } });
});

test('what a worker sent and could not record before it was killed is sent again with the same id', async () => {
  await stop();
  const { team, receiver, endpointId, secret } = await createWorld();
  receiver.answer(() => {});
  const worker = await startProcess(deps, 'worker', { ALLOW_PRIVATE_WEBHOOKS: 'true' });
  await happen(team, [1]);
  await received(receiver, 1);
  await killHard(worker);
  receiver.answer((res) => res.writeHead(200).end());

  stop = startWebhookSender(deps, listener);
  clock.advance(60 * SECOND_MS);
  await received(receiver, 2);
  const [first, second] = receiver.received as [Receiver['received'][0], Receiver['received'][0]];
  expect(second.id).toBe(first.id);
  verify(clock, second, secret);
  expect(await settled(endpointId)).toMatchObject([{ status: 'DELIVERED', tryCount: 1 }]);
});

test('an event that a killed worker had not looked at is sent by the next one', async () => {
  await stop();
  const { team, receiver } = await createWorld();
  await happen(team, upTo(3));
  await notificationsPassed();
  stop = startWebhookSender(deps, listener);
  await received(receiver, 3);
});

test('a body has at most 20 kB; what is too long is left out of it', async () => {
  const { team, receiver, secret } = await createWorld({ eventTypes: ['post.updated'] });
  const news = { teamId: team.teamId, type: 'post.updated' as const, at: clock.now() };
  const changed = upTo(4_000).map(String);
  await db.$transaction((tx) => appendEvents(tx, { kind: 'system' }, [{ ...news, data: { changed } }]));
  await received(receiver, 1);
  expect(receiver.received[0]!.body.length).toBeLessThanOrEqual(20_000);
  expect(verify(clock, receiver.received[0]!, secret)).toMatchObject({ data: { sequence: 2, data: null } });
});

test('deliveries are forgotten after 30 days, those that wait are not', async () => {
  const { team, receiver, endpointId } = await createWorld();
  await happen(team, [1]);
  await received(receiver, 1);
  await settled(endpointId);
  clock.advance(29 * DAY_MS);
  await purgeWebhookLog(deps);
  expect(await deliveriesOf(endpointId)).toHaveLength(1);
  clock.advance(2 * DAY_MS);
  await purgeWebhookLog(deps);
  expect(await deliveriesOf(endpointId)).toEqual([]);
});

test('a secret is stored sealed, and opens for its own row alone', async () => {
  const { endpointId, secret } = await createWorld();
  const { id, sealedSecret } = await db.webhookSecret.findFirstOrThrow({ where: { endpointId } });
  expect(sealedSecret).not.toContain(secret);
  const keyring = createKeyring(deps.config.tokenEncryptionKeys);
  expect(keyring.open(sealedSecret, `webhook-secret:${id}`)).toBe(secret);
  expect(() => keyring.open(sealedSecret, `webhook-secret:${endpointId}`)).toThrow();
});
