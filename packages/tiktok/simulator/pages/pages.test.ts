import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../index.ts';
import { fixture } from '../testing/fixtures.ts';
import { callerFor, startFrozen } from '../testing/rig.ts';

const video = fixture('sample.mp4');
const sha256 = createHash('sha256').update(video).digest('hex');

/** What a browser without JavaScript does: it follows links and sends forms. */
class Browser {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async open(path: string): Promise<string> {
    const answer = await fetch(this.#url + path, { headers: { cookie: this.#cookie } });
    expect(answer.status, path).toBe(200);
    return answer.text();
  }

  /** Sends a form and returns where the answer leads. */
  async submit(path: string, fields: [string, string][] | Record<string, string>): Promise<URL> {
    const answer = await fetch(this.#url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: this.#cookie },
      body: new URLSearchParams(fields),
    });
    expect([302, 303], await answer.clone().text()).toContain(answer.status);
    this.#cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.#cookie;
    return new URL(answer.headers.get('location')!, this.#url);
  }
}

describe('the pages, without client JavaScript', () => {
  let simulator: Simulator;
  let browser: Browser;
  beforeEach(async () => {
    simulator = await startFrozen();
    browser = new Browser(simulator.url);
  });
  afterEach(() => simulator.close());

  const authorize = (changes: Record<string, string> = {}) =>
    `/v2/auth/authorize/?${String(
      new URLSearchParams({
        client_key: simulator.app.clientKey,
        scope: 'user.info.basic,video.publish,video.upload',
        response_type: 'code',
        redirect_uri: 'http://localhost:3000/callback',
        state: 'a state & more',
        ...changes,
      }),
    )}`;
  const posted = async () => {
    await callerFor(simulator).publish(video, { title: 'A <b>mug</b> & more' });
    await simulator.clock.advance(10_000);
    return simulator.posts()[0]!;
  };

  it('ask for consent, and lead back with a code, the granted scopes and the state', async () => {
    const page = await browser.open(authorize());
    for (const text of ['Mia Makes', 'Post content to your account', 'name="scope"', 'Cancel'])
      expect(page).toContain(text);
    const back = await browser.submit(authorize(), [
      ['creator', 'mia.makes'],
      ['scope', 'video.upload'],
      ['decision', 'allow'],
    ]);
    expect(back.origin + back.pathname).toBe('http://localhost:3000/callback');
    expect(back.searchParams.get('state')).toBe('a state & more');
    expect(back.searchParams.get('scopes')).toBe('user.info.basic,video.upload');
    expect(back.searchParams.get('code')).toMatch(/[*].*!/);
  });

  it('lead back with access_denied when the person cancels', async () => {
    const back = await browser.submit(authorize(), { creator: 'mia.makes', decision: 'deny' });
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(back.searchParams.get('state')).toBe('a state & more');
    expect(back.searchParams.has('code')).toBe(false);
  });

  it('skip consent for a session that granted it before, unless told to ask', async () => {
    const back = await browser.submit(authorize(), [
      ['creator', 'mia.makes'],
      ['scope', 'video.publish'],
      ['scope', 'video.upload'],
      ['decision', 'allow'],
    ]);
    await fetch(`${simulator.apiUrl}/v2/oauth/token/`, {
      method: 'POST',
      body: new URLSearchParams({
        client_key: simulator.app.clientKey,
        client_secret: simulator.app.clientSecret,
        grant_type: 'authorization_code',
        code: back.searchParams.get('code')!,
        redirect_uri: 'http://localhost:3000/callback',
      }),
    });
    const cookie = 'simulator_session=mia.makes';
    const silent = await fetch(simulator.url + authorize(), { redirect: 'manual', headers: { cookie } });
    expect(silent.status).toBe(302);
    const asked = await fetch(simulator.url + authorize({ disable_auto_auth: '1' }), { headers: { cookie } });
    expect(await asked.text()).toContain('Continue as');
  });

  it.each([
    ['client_key', { client_key: 'unknown' }],
    ['redirect_uri', { redirect_uri: 'http://localhost:3000/callback/' }],
  ])('show an error page for a wrong %s and never lead back', async (errorType, changes) => {
    const answer = await fetch(simulator.url + authorize(changes), { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(errorType);
  });

  it('refuse a creator who is no target user of a sandbox app', async () => {
    simulator.configureApp({ sandbox: true, targetUsers: ['quiet.quinn'] });
    const back = await browser.submit(authorize(), { creator: 'mia.makes', decision: 'allow' });
    expect(back.searchParams.get('error_type')).toBe('non_sandbox_target');
  });

  it('list creators and add one', async () => {
    expect(await browser.open('/')).toContain('/creators/strict.stella');
    const to = await browser.submit('/creators', {
      username: 'Lena.Paints',
      nickname: 'Lena',
      private: 'on',
    });
    expect(to.pathname).toBe('/creators/lena.paints');
    expect(simulator.creators().at(-1)).toMatchObject({ nickname: 'Lena', private: true });
    const refused = await browser.submit('/creators', { username: 'no spaces please' });
    expect(await browser.open(refused.pathname + refused.search)).toContain('2 to 24 characters');
  });

  it('show a post with its caption, audience, counters and hash, and give back its very bytes', async () => {
    const post = await posted();
    const onSite = [`/@mia.makes/video/${post.id}`, '/@mia.makes', `/embed/${post.id}`];
    for (const path of ['/creators/mia.makes', `/creators/mia.makes/posts/${post.id}`, ...onSite]) {
      const page = await browser.open(path);
      for (const text of [
        'A &lt;b&gt;mug&lt;/b&gt; &amp; more',
        'Everyone',
        ' view',
        sha256,
        `/media/${post.id}/0`,
      ])
        expect(page, path).toContain(text);
    }
    const whole = await fetch(`${simulator.url}/media/${post.id}/0?download`);
    expect(whole.headers.get('content-disposition')).toBe(`attachment; filename="${post.id}-0.mp4"`);
    expect(Buffer.from(await whole.arrayBuffer()).equals(video)).toBe(true);
  });

  it.each([
    ['bytes=0-99', 206, 'bytes 0-99', 100],
    ['bytes=11800-', 206, 'bytes 11800-11822', 23],
    ['bytes=-10', 206, 'bytes 11813-11822', 10],
    ['bytes=0-999999', 206, 'bytes 0-11822', 11_823],
    ['bytes=11823-', 416, 'bytes *', 0],
  ])('serve the range %s of a video', async (range, status, contentRange, byteCount) => {
    const post = await posted();
    const answer = await fetch(`${simulator.url}/media/${post.id}/0`, { headers: { range } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-range')).toBe(`${contentRange}/11823`);
    expect((await answer.arrayBuffer()).byteLength).toBe(byteCount);
  });

  it('count one in the singular', async () => {
    const post = await posted();
    simulator.updateCreator('mia.makes', { followers: 1, likes: 1 });
    await browser.submit(`/creators/mia.makes/posts/${post.id}/views`, { views: '1' });
    const own = await browser.open(`/creators/mia.makes/posts/${post.id}`);
    for (const text of ['<li>1 view</li>', '<li>0 likes</li>']) expect(own).toContain(text);
    const profile = await browser.open('/creators/mia.makes');
    for (const word of ['follower', 'like', 'public post'])
      expect(profile).toContain(`<b>1</b> <span>${word}</span>`);
    expect(await browser.open('/')).toContain('1 follower<');
  });

  it('let the creator hide, promote and delete a post', async () => {
    const post = await posted();
    const base = `/creators/mia.makes/posts/${post.id}`;
    await browser.submit(`${base}/views`, { views: '5000' });
    expect(await browser.open(base)).toContain('5K views');
    await browser.submit(`${base}/privacy`, { privacyLevel: 'SELF_ONLY' });
    expect(simulator.posts()[0]).toMatchObject({ available: false });
    await browser.submit(`${base}/delete`, {});
    expect(await browser.open('/creators/mia.makes')).toContain('Nothing published yet');
  });

  it('let the creator finish a draft more than once, and throw it away', async () => {
    const publishId = await callerFor(simulator).share(video);
    await simulator.clock.advance(2_000);
    const inbox = '/creators/mia.makes/inbox';
    expect(await browser.open(inbox)).toContain(sha256);
    const undecided = await browser.submit(`${inbox}/${publishId}/post`, { title: 'Mine', privacyLevel: '' });
    expect(undecided.searchParams.get('notice')).toBe('Choose who can watch this post.');
    for (const title of ['Once', 'Twice'])
      await browser.submit(`${inbox}/${publishId}/post`, { title, privacyLevel: 'PUBLIC_TO_EVERYONE' });
    await simulator.clock.advance(5_000);
    const { data } = await callerFor(simulator).status(publishId);
    expect(data.status).toBe('PUBLISH_COMPLETE');
    expect(data.publicaly_available_post_id).toHaveLength(2);
    await browser.submit(`${inbox}/${publishId}/discard`, {});
    expect(await browser.open(inbox)).toContain('The inbox is empty');
  });

  it('change what a creator allows', async () => {
    await browser.submit('/creators/mia.makes/settings', {
      nickname: 'Mia',
      bio: '',
      private: 'on',
      duetDisabled: 'on',
      maxVideoPostDurationSec: '60',
      dailyPostCap: '1',
      followers: '10',
      following: '2',
      appVersion: '31.7',
    });
    const { data } = await callerFor(simulator).post('/v2/post/publish/creator_info/query/', {});
    expect(data).toMatchObject({
      creator_nickname: 'Mia',
      privacy_level_options: ['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
      duet_disabled: true,
      stitch_disabled: true,
      comment_disabled: false,
      max_video_post_duration_sec: 60,
    });
  });

  it('disconnect an app', async () => {
    const mia = callerFor(simulator);
    expect(await browser.open('/creators/mia.makes/settings')).toContain('Disconnect Airdate');
    await browser.submit('/creators/mia.makes/disconnect', { reason: '3' });
    expect((await mia.get('/v2/user/info/?fields=open_id')).code).toBe('access_token_invalid');
    expect(simulator.deliveries()[0]!.body).toContain('{\\"reason\\":3}');
  });

  it('move and stop the clock', async () => {
    const before = simulator.clock.now();
    await browser.submit('/control-panel/clock', { ms: '3600000' });
    expect(simulator.clock.now()).toBe(before + 3_600_000);
    await browser.submit('/control-panel/clock', { action: 'resume' });
    expect(simulator.clock.frozen).toBe(false);
    await browser.submit('/control-panel/clock', { action: 'freeze' });
    expect(await browser.open('/control-panel')).toContain('Let time run');
  });

  it('arm a fault of one click and one of your own, and disarm them', async () => {
    await browser.submit('/control-panel/faults/preset', { key: 'init-answer-lost' });
    await browser.submit('/control-panel/faults', {
      point: 'status.fetch',
      kind: 'error',
      code: 'rate_limit_exceeded',
      status: '',
      when: 'before',
      latencyMs: '0',
      creator: 'mia.makes',
      skip: '2',
      times: '',
    });
    expect(simulator.faults.list()).toMatchObject([
      { point: 'video.init', effect: { kind: 'drop', when: 'after' }, times: 1 },
      { point: 'status.fetch', creator: 'mia.makes', skip: 2, times: null },
    ]);
    expect(await browser.open('/control-panel/faults')).toContain('every time, after 2 more');
    const refused = await browser.submit('/control-panel/faults', {
      point: 'upload',
      kind: 'http',
      status: '',
    });
    expect(refused.searchParams.get('notice')).toBe('Give the HTTP status to answer with.');
    await browser.submit('/control-panel/faults/remove', { id: simulator.faults.list()[0]!.id });
    await browser.submit('/control-panel/faults/clear', {});
    expect(simulator.faults.list()).toEqual([]);
  });

  it('change the app and the behaviour', async () => {
    await browser.submit('/control-panel/app', [
      ['name', 'Other'],
      ['clientKey', 'key'],
      ['clientSecret', 'secret'],
      ['activeCreatorCap', '7'],
      ['redirectUris', 'https://a.example/cb\r\nhttps://b.example/cb'],
      ['urlProperties', 'media.example.com\nhttps://cdn.example.com/x/'],
      ['scopes', 'video.publish'],
      ['audited', 'on'],
    ]);
    expect(simulator.app).toMatchObject({
      name: 'Other',
      redirectUris: ['https://a.example/cb', 'https://b.example/cb'],
      webhookUrl: null,
      urlProperties: [
        { type: 'domain', value: 'media.example.com' },
        { type: 'prefix', value: 'https://cdn.example.com/x/' },
      ],
      scopes: ['video.publish'],
      audited: true,
      activeCreatorCap: 7,
    });
    await browser.submit('/control-panel/settings', {
      profile: 'legacy',
      processingMs: '0',
      'rate.init': '2',
    });
    expect(simulator.settings).toMatchObject({
      profile: 'legacy',
      processingMs: 0,
      moderationMs: 2_000,
      checkMedia: false,
      rateLimitsPerMinute: { init: 2, status: 30 },
    });
  });

  it('show webhooks, violations and calls', async () => {
    const mia = callerFor(simulator);
    await mia.post('/v2/post/publish/status/fetch/', { publish_id: 'x', more: 1 });
    await browser.submit('/control-panel/webhooks/send', {
      event: 'post.publish.failed',
      creator: 'mia.makes',
      signature: 'forged',
      content: '{"publish_id":"1"}',
    });
    expect(await browser.open('/control-panel/webhooks')).toContain('post.publish.failed');
    expect(await browser.open('/control-panel/violations')).toContain('unknown field');
    expect(await browser.open('/control-panel/calls')).toContain('400 invalid_params');
    await browser.submit('/control-panel/violations/clear', {});
    expect(simulator.violations()).toEqual([]);
  });

  it('start over', async () => {
    await posted();
    simulator.configureApp({ name: 'Changed' });
    const to = await browser.submit('/control-panel/reset', {});
    expect(await browser.open(to.pathname + to.search)).toContain('The simulator starts over.');
    expect(simulator.posts()).toEqual([]);
    expect(simulator.app).toMatchObject({ name: 'Airdate', audited: true });
    expect(simulator.clock.frozen).toBe(false);
  });

  it('draw pictures whose links die', async () => {
    const { data } = await callerFor(simulator).get('/v2/user/info/?fields=avatar_url');
    const picture = await fetch(data.user.avatar_url);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await picture.arrayBuffer()).readUInt32BE(16)).toBe(168);
    await simulator.clock.advance(7_200_000);
    expect((await fetch(data.user.avatar_url)).status).toBe(403);
  });
});
