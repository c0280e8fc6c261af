import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { commitChange, type KeyClaim } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { createDoOnce, type Outcome } from './do-once.ts';
import { fingerprintOf } from './fingerprint.ts';
import { CLAIM_MS } from './idempotency-key.ts';

const deps = await createTestDeps({ jobs: [] });
const { db, clock } = deps;
const team = await createTestTeam(deps);
const asker = { teamId: team.teamId, role: team.role, actor: { kind: 'apiKey', id: randomUUID() } as const };
/** Of two processes. */
const [doOnce, doOnceElsewhere] = [createDoOnce(deps), createDoOnce(deps)];

const requestOf = (key: string) => ({ asker, key, fingerprint: fingerprintOf({ key }) });
const change = (claim: KeyClaim, fileName: string) =>
  commitChange({ ...team, claim }, (tx) =>
    appendEvent(tx, {
      teamId: team.teamId,
      type: 'media.created',
      data: { fileName, sizeBytes: 1 },
      actor: asker.actor,
      at: clock.now(),
    }),
  );
const changesOf = (fileName: string) =>
  db.event.count({ where: { data: { path: ['fileName'], equals: fileName } } });
const outcome = (answer: string, keep: Outcome['keep'] = 'always') => ({ answer, keep });

test('a request that was thought dead changes nothing once another has taken its key over', async () => {
  const began = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow = doOnce(requestOf('slow'), async (claim) => {
    began.resolve();
    await goOn.promise;
    await change(claim, 'slow');
    return outcome('of the slow one');
  });
  await began.promise;
  clock.advance(CLAIM_MS);
  const next = await doOnceElsewhere(requestOf('slow'), async (claim) => {
    await change(claim, 'slow');
    return outcome('of the next one');
  });
  expect(next).toEqual({ answer: 'of the next one', isReplayed: false });

  goOn.resolve();
  await expect(slow).rejects.toMatchObject({ code: 'idempotency_in_progress' });
  expect(await changesOf('slow')).toBe(1);
  const again = await doOnce(requestOf('slow'), () => Promise.reject(new Error('not again')));
  expect(again).toEqual({ answer: 'of the next one', isReplayed: true });
});

test('repetitions wait for the first request, whichever process has it', async () => {
  const began = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const first = doOnce(requestOf('waits'), async () => {
    began.resolve();
    await goOn.promise;
    return outcome('worth waiting for');
  });
  await began.promise;
  const never = () => Promise.reject(new Error('not again'));
  const others = [doOnce, doOnceElsewhere, doOnceElsewhere].map((ask) => ask(requestOf('waits'), never));
  goOn.resolve();
  expect((await first).isReplayed).toBe(false);
  expect(await Promise.all(others)).toEqual(
    others.map(() => ({ answer: 'worth waiting for', isReplayed: true })),
  );
});

test('those that waited for a request that did nothing carry it out, one of them', async () => {
  const began = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const first = doOnce(requestOf('passing'), async () => {
    began.resolve();
    await goOn.promise;
    return outcome('TikTok was away', 'ifEffective');
  });
  await began.promise;
  const again = async (claim: KeyClaim) => {
    await change(claim, 'passing');
    return outcome('done');
  };
  const others = [doOnce, doOnceElsewhere].map((ask) => ask(requestOf('passing'), again));
  goOn.resolve();
  expect(await first).toEqual({ answer: 'TikTok was away', isReplayed: false });
  expect((await Promise.all(others)).map(({ answer }) => answer)).toEqual(['done', 'done']);
  expect(await changesOf('passing')).toBe(1);
});

test('a failure of ours leaves the key free when nothing was done, and closed when something was', async () => {
  const nothing = await doOnce(requestOf('nothing'), async () => outcome('internal error', 'never'));
  expect(nothing.answer).toBe('internal error');
  expect((await doOnce(requestOf('nothing'), async () => outcome('better'))).answer).toBe('better');

  await doOnce(requestOf('something'), async (claim) => {
    await change(claim, 'something');
    return outcome('internal error', 'never');
  });
  const again = doOnce(requestOf('something'), async () => outcome('twice'));
  await expect(again).rejects.toMatchObject({ code: 'idempotency_answer_lost' });

  const thrown = doOnce(requestOf('thrown'), async (claim) => {
    await change(claim, 'thrown');
    throw new Error('the process stumbled');
  });
  await expect(thrown).rejects.toThrow('the process stumbled');
  await expect(doOnce(requestOf('thrown'), async () => outcome('twice'))).rejects.toMatchObject({
    code: 'idempotency_answer_lost',
  });
});

test('a change that was rolled back leaves the key as it was', async () => {
  const rolledBack = doOnce(requestOf('rolled back'), async (claim) => {
    await commitChange({ ...team, claim }, () => Promise.reject(new Error('changed my mind')));
    return outcome('never said');
  });
  await expect(rolledBack).rejects.toThrow('changed my mind');
  expect(await db.idempotencyKey.count({ where: { key: 'rolled back' } })).toBe(0);
});
