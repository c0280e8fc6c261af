import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { type Caller, PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';

const { withControl, withToken } = contract('List Videos');

const HOUR_MS = 3_600_000;
const COUNT = expect.any(Number);
const TEXT = expect.any(String);
const LINK = expect.stringMatching(/^https?:\/\//);

/** The Video object, field by field. */
const FIELDS: Record<string, unknown> = {
  id: expect.stringMatching(/^\d{19}$/),
  create_time: COUNT,
  cover_image_url: LINK,
  share_url: LINK,
  video_description: TEXT,
  duration: COUNT,
  height: COUNT,
  width: COUNT,
  title: TEXT,
  embed_html: TEXT,
  embed_link: LINK,
  like_count: COUNT,
  comment_count: COUNT,
  share_count: COUNT,
  view_count: COUNT,
};

const list = (creator: Caller, body: object = {}, fields = 'id,create_time') =>
  creator.post(`${PATHS.videoList}?fields=${fields}`, body);

/** Posts public videos, a second apart. */
async function publishPublic(tiktok: SimulatedTikTok, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const caller = at % 6 === 0 ? tiktok.tokenFor(tiktok.creator.username) : tiktok.creator;
    await caller.publish({ privacy_level: 'PUBLIC_TO_EVERYONE', title: `Video ${at}` });
    await tiktok.pass(11_000);
  }
  await tiktok.pass(60_000);
}

describe('a page of videos', () => {
  withToken('is empty or not, with a cursor and whether there is more', async ({ creator }) => {
    const answer = await list(creator);
    expect(answer).toMatchObject({ status: 200, code: 'ok' });
    expect(answer.data).toEqual({
      videos: expect.any(Array),
      cursor: expect.any(Number),
      has_more: expect.any(Boolean),
    });
  });

  withControl('has every field of the Video object that was asked for', async (tiktok) => {
    await publishPublic(tiktok, 1);
    const { data } = await list(tiktok.creator, {}, Object.keys(FIELDS).join(','));
    expect(data.videos).toEqual([FIELDS]);
    expect(data.videos[0]).toMatchObject({ duration: 2, width: 360, height: 640 });
    expect(data.videos[0].share_url).toContain(tiktok.app.clientKey);
    const one = await list(tiktok.creator, {}, 'like_count');
    expect(one.data.videos).toEqual([{ like_count: COUNT }]);
  });

  withControl('names the post id of status/fetch, as a string, and seconds', async (tiktok) => {
    await publishPublic(tiktok, 1);
    const { text, data } = await list(tiktok.creator);
    const { id } = tiktok.simulator.posts()[0]!;
    expect(text).toContain(`"id":"${id}"`);
    expect(Math.abs(data.videos[0].create_time - tiktok.simulator.clock.now() / 1000)).toBeLessThan(120);
  });

  withControl('cuts title and description at 150 characters', async (tiktok) => {
    await tiktok.ended(
      await tiktok.creator.publish({ privacy_level: 'PUBLIC_TO_EVERYONE', title: 'a'.repeat(200) }),
    );
    const { data } = await list(tiktok.creator, {}, 'title,video_description');
    expect(data.videos[0].title.length).toBeLessThanOrEqual(150);
    expect(data.videos[0].video_description.length).toBeLessThanOrEqual(150);
  });

  withControl('goes from the newest to the oldest, over pages without gap or repeat', async (tiktok) => {
    tiktok.simulator.updateCreator(tiktok.creator.username, { dailyPostCap: 100 });
    await publishPublic(tiktok, 21);
    const newest = tiktok.simulator
      .posts()
      .map((post) => post.id)
      .reverse();
    const reader = tiktok.tokenFor(tiktok.creator.username);
    const first = await list(reader);
    expect(first.data.videos).toHaveLength(10);
    const whole = await list(reader, { max_count: 20 });
    expect(whole.data).toMatchObject({ has_more: true });
    const rest = await list(reader, { max_count: 20, cursor: whole.data.cursor });
    expect(rest.data).toMatchObject({ has_more: false });
    const ids = [...whole.data.videos, ...rest.data.videos].map((video) => video.id);
    expect(ids).toEqual(newest);
  });

  withControl('may begin at any millisecond', async (tiktok) => {
    await publishPublic(tiktok, 2);
    const [older, newer] = tiktok.simulator.posts().map((post) => post.createdAtMs) as [number, number];
    const at = async (cursor: number) => (await list(tiktok.creator, { cursor })).data.videos.length;
    expect(await at(newer + 1)).toBe(2);
    expect(await at(newer)).toBe(1);
    expect(await at(older + 1)).toBe(1);
    expect(await at(older)).toBe(0);
  });

  withControl('has public videos only', async (tiktok) => {
    const { creator } = tiktok;
    for (const level of ['SELF_ONLY', 'MUTUAL_FOLLOW_FRIENDS'])
      await tiktok.ended(await creator.publish({ privacy_level: level }));
    expect((await list(creator)).data).toMatchObject({ videos: [], has_more: false });
  });

  withControl('does not have the videos of somebody else', async (tiktok) => {
    await publishPublic(tiktok, 1);
    expect((await list(tiktok.newCreator())).data.videos).toEqual([]);
  });

  for (const [when, ms, works] of [
    ['works for six hours', 6 * HOUR_MS - 1_000, true],
    ['is dead after six hours', 6 * HOUR_MS, false],
  ] as const)
    withControl(`has a cover link that ${when}`, async (tiktok) => {
      await publishPublic(tiktok, 1);
      const { data } = await list(tiktok.creator, {}, 'cover_image_url');
      await tiktok.pass(ms);
      expect((await fetch(data.videos[0].cover_image_url)).ok).toBe(works);
    });

  const WRONG: [string, object, string?][] = [
    ['21 videos at once', { max_count: 21 }],
    ['no videos at once', { max_count: 0 }],
    ['a count as text', { max_count: '10' }],
    ['a cursor as text', { cursor: '1643332803000' }],
    ['no fields', {}, ''],
    ['a field that does not exist', {}, 'id,save_count'],
  ];
  for (const [what, body, fields] of WRONG)
    withToken(`is refused for ${what}`, async ({ creator }) => {
      const answer = await list(creator, body, fields);
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(INVALID_PARAMS);
    });

  withControl('wants its fields in the query, not in the body', async ({ creator }) => {
    const answer = await creator.post(PATHS.videoList, { fields: 'id' });
    expect(answer.code).toMatch(INVALID_PARAMS);
  });
});
