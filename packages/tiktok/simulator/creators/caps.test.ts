import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../index.ts';
import { fixture } from '../testing/fixtures.ts';
import { callerFor, startFrozen } from '../testing/rig.ts';

const DAY_MS = 86_400_000;
const INFO = '/v2/post/publish/creator_info/query/';
const video = fixture('sample.mp4');

describe('caps and approvals', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startFrozen({ settings: { profile: 'legacy', rateLimitsPerMinute: { init: 100 } } });
  });
  afterEach(() => simulator.close());

  it('stop a creator at the daily cap, say so under HTTP 200, and let go after 24 hours', async () => {
    const stella = callerFor(simulator, 'strict.stella');
    for (let post = 0; post < 3; post++) expect((await stella.init(1_000)).code).toBe('ok');
    const capped = 'spam_risk_too_many_posts';
    expect(await stella.init(1_000)).toMatchObject({ status: 403, code: capped });
    const info = await stella.post(INFO, {});
    expect(info).toMatchObject({ status: 200, code: capped, data: { creator_username: 'strict.stella' } });
    simulator.configure({ creatorInfoDataOnCap: false });
    expect((await stella.post(INFO, {})).data).toEqual({});
    await simulator.clock.advance(DAY_MS);
    expect((await callerFor(simulator, 'strict.stella').init(1_000)).code).toBe('ok');
  });

  it('do not count a post that failed', async () => {
    simulator.updateCreator('mia.makes', { dailyPostCap: 1 });
    const mia = callerFor(simulator);
    await mia.publish(Buffer.from('not a video'));
    await simulator.clock.advance(2_000);
    expect((await mia.init(1_000)).code).toBe('ok');
  });

  it('hold back the sixth draft until one is posted or thrown away', async () => {
    const mia = callerFor(simulator);
    const drafts: string[] = [];
    for (let draft = 0; draft < 5; draft++) drafts.push(await mia.share(video));
    await expect(mia.share(video)).rejects.toThrow('spam_risk_too_many_pending_share');
    await simulator.clock.advance(2_000);
    simulator.finishDraft(drafts[0]!, { privacyLevel: 'SELF_ONLY' });
    await mia.share(video);
    await expect(mia.share(video)).rejects.toThrow('spam_risk_too_many_pending_share');
    await simulator.clock.advance(DAY_MS - 1);
    await callerFor(simulator).share(video);
  });

  it('limit how many creators are active, not those who already are', async () => {
    simulator.configureApp({ activeCreatorCap: 1 });
    expect((await callerFor(simulator).init(1_000)).code).toBe('ok');
    expect((await callerFor(simulator).init(1_000)).code).toBe('ok');
    const kitchen = callerFor(simulator, 'north.kitchen');
    expect(await kitchen.init(1_000)).toMatchObject({ status: 403, code: 'reached_active_user_cap' });
    expect(await kitchen.post(INFO, {})).toMatchObject({ status: 200, code: 'reached_active_user_cap' });
  });

  it('keep an unaudited app to five private creators and their own eyes', async () => {
    simulator.configureApp({ audited: false });
    const refused = 'unaudited_client_can_only_post_to_private_accounts';
    expect((await callerFor(simulator).init(1_000, { privacy_level: 'SELF_ONLY' })).code).toBe(refused);
    const quinn = callerFor(simulator, 'quiet.quinn');
    expect((await quinn.init(1_000, { privacy_level: 'FOLLOWER_OF_CREATOR' })).code).toBe(refused);
    for (const username of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) {
      simulator.createCreator({ username, private: true });
      const { code } = await callerFor(simulator, username).init(1_000, { privacy_level: 'SELF_ONLY' });
      expect(code).toBe(username === 'a6' ? 'reached_active_user_cap' : 'ok');
    }
  });

  it('show a banned creator everywhere', async () => {
    const bo = callerFor(simulator, 'banned.bo');
    const banned = 'spam_risk_user_banned_from_posting';
    expect(await bo.post(INFO, {})).toMatchObject({ status: 200, code: banned });
    expect(await bo.init(1_000)).toMatchObject({ status: 403, code: banned });
    await expect(bo.share(video)).rejects.toThrow(banned);
    const mia = callerFor(simulator);
    const publishId = await mia.publish(video);
    simulator.updateCreator('mia.makes', { banned: true });
    await simulator.clock.advance(2_000);
    expect((await mia.status(publishId)).data.fail_reason).toBe(banned);
  });
});

describe('token regimes', () => {
  const refresh = async (simulator: Simulator, refreshToken: string) => {
    const { clientKey, clientSecret } = simulator.app;
    const body = new URLSearchParams({
      client_key: clientKey,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
    const answer = await fetch(`${simulator.apiUrl}/v2/oauth/token/`, { method: 'POST', body });
    const wire = (await answer.json()) as Record<string, unknown>;
    return { ...wire, status: answer.status, outcome: wire.error ?? 'ok' };
  };

  it('spend a refresh token at once today: of two refreshes one wins', async () => {
    const simulator = await startFrozen();
    try {
      const { refreshToken } = simulator.issueTokens('mia.makes', []);
      const answers = await Promise.all([refresh(simulator, refreshToken), refresh(simulator, refreshToken)]);
      expect(answers.map((answer) => answer.outcome)).toEqual(
        expect.arrayContaining(['invalid_grant', 'ok']),
      );
      const winner = answers.find((answer) => answer.outcome === 'ok');
      expect(winner).toMatchObject({ expires_in: 7_200, refresh_expires_in: 15_552_000 });
      simulator.configure({ oauthErrorHttpStatus: 400 });
      expect((await refresh(simulator, refreshToken)).status).toBe(400);
    } finally {
      await simulator.close();
    }
  });

  it('let a refresh token be used again in the legacy regime, until it runs out', async () => {
    const simulator = await startFrozen({ profile: 'legacy' });
    try {
      const { refreshToken } = simulator.issueTokens('mia.makes', []);
      await simulator.clock.advance(DAY_MS);
      const expected = { refresh_token: refreshToken, expires_in: 86_400, refresh_expires_in: 364 * 86_400 };
      expect(await refresh(simulator, refreshToken)).toMatchObject(expected);
      expect(await refresh(simulator, refreshToken)).toMatchObject(expected);
      await simulator.clock.advance(364 * DAY_MS);
      expect(await refresh(simulator, refreshToken)).toMatchObject({ error: 'invalid_grant' });
    } finally {
      await simulator.close();
    }
  });
});
