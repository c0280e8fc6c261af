import { describe, expect } from 'vitest';
import type { Answer } from './wire/answer.ts';
import { directVideo, fileUpload, MB, photoPost } from './wire/bodies.ts';
import { type Caller, PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';

const { photoUrl, withControl } = contract('Rate Limits');

const MINUTE_MS = 60_000;
const EMPTY = fileUpload(0, 5 * MB, 1);

type Limited = {
  name: string;
  limit: number;
  call: (caller: Caller) => Promise<Answer>;
};

const PER_TOKEN: Limited[] = [
  { name: 'creator info', limit: 20, call: (caller) => caller.creatorInfo() },
  { name: 'video init', limit: 6, call: (caller) => caller.initVideo() },
  // Of no size, and refused for it: of good drafts only five may be pending.
  { name: 'inbox init', limit: 6, call: (caller) => caller.initInbox(EMPTY) },
  { name: 'photo init', limit: 6, call: (caller) => caller.initPhotos(photoPost([photoUrl])) },
  { name: 'status', limit: 30, call: (caller) => caller.status('v_pub_file~v2-1.1') },
];

const DISPLAY: Limited[] = [
  { name: 'user info', limit: 600, call: (caller) => caller.userInfo('open_id') },
  { name: 'video list', limit: 600, call: (caller) => caller.post(`${PATHS.videoList}?fields=id`) },
  {
    name: 'video query',
    limit: 600,
    call: (caller) => caller.post(`${PATHS.videoQuery}?fields=id`, { filters: { video_ids: ['1'] } }),
  },
];

const isRefused = (answer: Answer) => answer.status === 429 && answer.code === 'rate_limit_exceeded';

/** Calls at one instant, and says how many were let through. */
async function passed(times: number, call: () => Promise<Answer>): Promise<number> {
  let through = 0;
  for (let at = 0; at < times; at += 50) {
    const answers = await Promise.all(Array.from({ length: Math.min(50, times - at) }, call));
    through += answers.filter((answer) => !isRefused(answer)).length;
  }
  return through;
}

for (const { name, limit, call } of [...PER_TOKEN, ...DISPLAY])
  describe(`${name}, ${limit} a minute`, () => {
    withControl(`lets ${limit} calls through and refuses the next with 429`, async ({ creator }) => {
      expect(await passed(limit, () => call(creator))).toBe(limit);
      const refused = await call(creator);
      expect(refused).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
      expect(refused.headers.get('retry-after')).toBeNull();
    });
  });

for (const { name, limit, call } of PER_TOKEN)
  describe(`${name} in a sliding minute`, () => {
    withControl('refuses until the first calls are a minute old, and no more than those', async (tiktok) => {
      const { creator } = tiktok;
      const early = Math.floor(limit / 2);
      await passed(early, () => call(creator));
      await tiktok.pass(MINUTE_MS / 2);
      await passed(limit - early, () => call(creator));
      await tiktok.pass(MINUTE_MS / 2 - 1);
      expect(isRefused(await call(creator))).toBe(true);
      await tiktok.pass(1);
      expect(await passed(limit, () => call(creator))).toBe(early);
    });

    withControl('counts every token for itself', async (tiktok) => {
      await passed(limit + 1, () => call(tiktok.creator));
      const second = tiktok.tokenFor(tiktok.creator.username);
      expect(isRefused(await call(second))).toBe(false);
    });
  });

describe('the three kinds of init', () => {
  withControl('have a limit each', async (tiktok: SimulatedTikTok) => {
    const { creator } = tiktok;
    expect(await passed(7, () => creator.initVideo(directVideo()))).toBe(6);
    expect(await passed(7, () => creator.initInbox(EMPTY))).toBe(6);
    expect(await passed(7, () => creator.initPhotos(photoPost([photoUrl])))).toBe(6);
  });
});

describe('calls without a published limit', () => {
  withControl('are not refused for their number', async (tiktok) => {
    const { creator } = tiktok;
    expect(await passed(40, () => creator.cancel('v_pub_url~v2-1.1'))).toBe(40);
    const refresh = () =>
      tiktok.form('/v2/oauth/token/', { grant_type: 'refresh_token', refresh_token: 'rft.no' });
    expect(await passed(40, refresh)).toBe(40);
  });
});
