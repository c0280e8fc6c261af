import { describe, expect } from 'vitest';
import { fileUpload, photoDraft, photoPost, pullFromUrl } from './wire/bodies.ts';
import type { Caller } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';

const { photoUrl, withControl } = contract('Caps of 24 hours');

const DAY_MS = 86_400_000;
const PULL = pullFromUrl('https://media.example.com/a.mp4');

/** A fresh token of the same creator: caps are counted per creator, rates per token. */
const fresh = (tiktok: SimulatedTikTok, caller: Caller = tiktok.creator) => tiktok.tokenFor(caller.username);

async function post(tiktok: SimulatedTikTok, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await fresh(tiktok).publish();
  await tiktok.pass(10_000);
}

describe('direct posts of one creator', () => {
  const CAPPED = { status: 403, code: 'spam_risk_too_many_posts' };

  withControl('are 15 a day, and the 16th is refused at init and in creator info', async (tiktok) => {
    await post(tiktok, 14);
    expect((await fresh(tiktok).creatorInfo()).code).toBe('ok');
    await post(tiktok, 1);
    expect(await fresh(tiktok).initVideo()).toMatchObject(CAPPED);
    expect(await fresh(tiktok).initPhotos(photoPost([photoUrl]))).toMatchObject(CAPPED);
    expect(await fresh(tiktok).creatorInfo()).toMatchObject({ status: 200, code: CAPPED.code });
  });

  withControl('leave drafts and other creators alone', async (tiktok) => {
    await post(tiktok, 15);
    expect((await fresh(tiktok).initInbox()).code).toBe('ok');
    expect((await tiktok.newCreator().initVideo()).code).toBe('ok');
  });

  for (const [when, ms, code] of [
    ['still refused just before a day has passed', DAY_MS - 1, CAPPED.code],
    ['taken again when a day has passed', DAY_MS, 'ok'],
  ] as const)
    withControl(`are ${when}`, async (tiktok) => {
      for (let at = 0; at < 15; at++) await fresh(tiktok).publish();
      await tiktok.pass(ms);
      expect((await fresh(tiktok).initVideo()).code).toBe(code);
    });

  withControl('have a cap that varies by creator', async (tiktok) => {
    const creator = tiktok.newCreator({ dailyPostCap: 1 });
    await creator.publish();
    expect(await creator.initVideo()).toMatchObject(CAPPED);
  });
});

describe('a banned creator', () => {
  withControl('is refused by all three inits', async (tiktok) => {
    const creator = tiktok.newCreator({ banned: true });
    const answers = [
      await creator.initVideo(),
      await creator.initInbox(),
      await creator.initPhotos(photoPost([photoUrl])),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 403, code: 'spam_risk_user_banned_from_posting' });
  });
});

describe('pending drafts of one creator', () => {
  const CAPPED = { status: 403, code: 'spam_risk_too_many_pending_share' };

  async function share(tiktok: SimulatedTikTok, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < count; at++) ids.push(await fresh(tiktok).share());
    await tiktok.pass(10_000);
    return ids;
  }

  withControl('are five, and the sixth is refused, video or photo', async (tiktok) => {
    await share(tiktok, 4);
    expect((await fresh(tiktok).initInbox(fileUpload(1_000))).code).toBe('ok');
    expect(await fresh(tiktok).initInbox()).toMatchObject(CAPPED);
    expect(await fresh(tiktok).initInbox(PULL)).toMatchObject(CAPPED);
    expect(await fresh(tiktok).initPhotos(photoDraft([photoUrl]))).toMatchObject(CAPPED);
  });

  withControl('leave direct posts and other creators alone', async (tiktok) => {
    await share(tiktok, 5);
    expect((await fresh(tiktok).initVideo()).code).toBe('ok');
    expect((await tiktok.newCreator().initInbox()).code).toBe('ok');
    expect((await fresh(tiktok).creatorInfo()).code).toBe('ok');
  });

  withControl('make room once one of them is posted', async (tiktok) => {
    const [first] = await share(tiktok, 5);
    tiktok.simulator.finishDraft(first!, { privacyLevel: 'SELF_ONLY' });
    expect((await fresh(tiktok).initInbox()).code).toBe('ok');
    expect(await fresh(tiktok).initInbox()).toMatchObject(CAPPED);
  });

  for (const [when, ms, code] of [
    ['still count just before a day has passed', DAY_MS - 1, CAPPED.code],
    ['no longer count when a day has passed', DAY_MS, 'ok'],
  ] as const)
    withControl(when, async (tiktok) => {
      for (let at = 0; at < 5; at++) await fresh(tiktok).share();
      await tiktok.pass(ms);
      expect((await fresh(tiktok).initInbox()).code).toBe(code);
    });
});

describe('active creators of one app', () => {
  const CAPPED = { status: 403, code: 'reached_active_user_cap' };
  const SELF_ONLY = { privacy_level: 'SELF_ONLY' };

  withControl('are what its audit allows, and no more in 24 hours', async (tiktok) => {
    tiktok.simulator.configureApp({ activeCreatorCap: 2 });
    const [first, second, third] = [tiktok.newCreator(), tiktok.newCreator(), tiktok.newCreator()];
    await first.publish();
    await second.publish();
    expect(await third.initVideo()).toMatchObject(CAPPED);
    expect(await third.creatorInfo()).toMatchObject({ status: 200, code: CAPPED.code });
    expect((await first.initVideo()).code).toBe('ok');
    await tiktok.pass(DAY_MS);
    expect((await fresh(tiktok, third).initVideo()).code).toBe('ok');
  });

  withControl('are five without an audit, and the sixth is refused', async (tiktok) => {
    tiktok.simulator.configureApp({ audited: false });
    for (let at = 0; at < 4; at++) await tiktok.newCreator({ private: true }).publish(SELF_ONLY);
    const fifth = tiktok.newCreator({ private: true });
    expect((await fifth.creatorInfo()).code).toBe('ok');
    await fifth.publish(SELF_ONLY);
    const sixth = tiktok.newCreator({ private: true });
    expect(await sixth.initVideo()).toMatchObject(CAPPED);
    expect(await sixth.creatorInfo()).toMatchObject({ status: 200, code: CAPPED.code });
    expect((await fifth.initVideo()).code).toBe('ok');
  });
});
